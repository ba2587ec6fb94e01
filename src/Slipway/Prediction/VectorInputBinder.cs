using Slipway.Features;

namespace Slipway.Prediction;

/// <summary>Rows as <c>float[]</c> or memory of floats.</summary>
/// <param name="input">The checked inputs.</param>
/// <param name="span">The numbers of a row.</param>
internal sealed class VectorInputBinder<TIn>(VectorInput input, Func<TIn, ReadOnlyMemory<float>> span) : InputBinder<TIn>
{
    /// <inheritdoc/>
    public override void Encode(ref TIn row, RowEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(row);
        input.Encode(span(row).Span, encoder);
    }
}
