namespace Slipway.Kernels;

/// <summary>The vector width a kernel runs with. Ordered from narrowest to widest.</summary>
public enum KernelPath
{
    /// <summary>One element at a time: the specification every other path is tested against.</summary>
    Scalar,

    /// <summary>128-bit vectors (SSE, NEON): 4 floats.</summary>
    V128,

    /// <summary>256-bit vectors (AVX2 with FMA): 8 floats.</summary>
    V256,

    /// <summary>512-bit vectors (AVX-512): 16 floats.</summary>
    V512,
}
