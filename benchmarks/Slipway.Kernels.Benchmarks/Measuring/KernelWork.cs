namespace Slipway.Kernels.Benchmarks.Measuring;

/// <summary>What one call of a kernel must do, whichever way it is done: it says which of the machine's limits applies.</summary>
/// <param name="Flops">Floating-point operations (a multiply-add counts two) where arithmetic is the limit; else 0.</param>
/// <param name="Bytes">Bytes that must be read and written.</param>
/// <param name="Footprint">Bytes of the arrays: they say which level of the memory is the limit.</param>
internal readonly record struct KernelWork(double Flops, double Bytes, double Footprint)
{
    /// <summary>Arithmetic is the limit.</summary>
    public static KernelWork OfFlops(double flops) => new(flops, 0, 0);

    /// <summary>Memory is the limit.</summary>
    /// <param name="bytes">Bytes read and written.</param>
    /// <param name="footprint">Bytes of the arrays; 0 when each is touched once.</param>
    public static KernelWork OfBytes(double bytes, double footprint = 0) => new(0, bytes, footprint > 0 ? footprint : bytes);

    /// <summary>Whether arithmetic is the limit.</summary>
    public bool IsArithmetic => Flops > 0;

    /// <summary>GFLOP/s or GB/s of a call.</summary>
    /// <param name="nanoseconds">How long it takes.</param>
    public double Rate(double nanoseconds) => (IsArithmetic ? Flops : Bytes) / nanoseconds;
}
