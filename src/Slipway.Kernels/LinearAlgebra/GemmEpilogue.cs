namespace Slipway.Kernels;

/// <summary>What a matrix product does to each finished element: <c>activation(c[i, j] + bias[j])</c>.</summary>
/// <param name="bias">One value per column, length n; empty adds nothing.</param>
/// <param name="activation">Applied after the bias.</param>
public readonly ref struct GemmEpilogue(ReadOnlySpan<float> bias, Activation activation = Activation.None)
{
    /// <summary>One value per column; empty adds nothing.</summary>
    public ReadOnlySpan<float> Bias { get; } = bias;

    /// <summary>Applied after the bias.</summary>
    public Activation Activation { get; } = activation;
}
