namespace Slipway.Features;

/// <summary>
/// Encodes raw rows one value at a time into a reused buffer: <see cref="NewRow"/>, the setters, then <see cref="Rows"/>. A value that is
/// not set counts as missing. Not thread-safe; allocates nothing once its buffers have grown.
/// </summary>
public sealed class RowEncoder
{
    /// <summary>Forgets all rows.</summary>
    public void Clear() => throw new NotImplementedException();

    /// <summary>Starts a row.</summary>
    public void NewRow() => throw new NotImplementedException();

    /// <summary>Sets a number.</summary>
    /// <param name="input">Index into <see cref="FittedFeaturePipeline.Inputs"/>.</param>
    /// <param name="value">The value; NaN is missing.</param>
    public void SetNumber(int input, double value) => throw new NotImplementedException();

    /// <summary>Sets a text.</summary>
    /// <param name="input">Index into <see cref="FittedFeaturePipeline.Inputs"/>.</param>
    /// <param name="value">The value; leave it unset when missing.</param>
    public void SetText(int input, ReadOnlySpan<char> value) => throw new NotImplementedException();

    /// <summary>Sets a vector.</summary>
    /// <param name="input">Index into <see cref="FittedFeaturePipeline.Inputs"/>.</param>
    /// <param name="values">As many values as the input's width.</param>
    /// <exception cref="ArgumentException">Another number of values.</exception>
    public void SetVector(int input, ReadOnlySpan<float> values) => throw new NotImplementedException();

    /// <summary>Sets a sparse vector; indices beyond the input's width are ignored (they were not in the training data).</summary>
    /// <param name="input">Index into <see cref="FittedFeaturePipeline.Inputs"/>.</param>
    /// <param name="indices">Ascending, not negative.</param>
    /// <param name="values">Parallel to <paramref name="indices"/>.</param>
    public void SetSparse(int input, ReadOnlySpan<int> indices, ReadOnlySpan<float> values) => throw new NotImplementedException();

    /// <summary>The rows encoded since <see cref="Clear"/>; valid until the next call.</summary>
    public FeatureBlock Rows => throw new NotImplementedException();
}
