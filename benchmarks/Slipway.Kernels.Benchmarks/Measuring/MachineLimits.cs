using Slipway.Benchmarks.Machine;

namespace Slipway.Kernels.Benchmarks.Measuring;

/// <summary>What one core of this machine can do at most, measured before the benchmarks.</summary>
/// <param name="GigaFlops">Fused multiply-adds in registers, GFLOP/s.</param>
/// <param name="Copies">GB/s of copies (read and written), by the bytes touched.</param>
internal sealed record MachineLimits(double GigaFlops, IReadOnlyList<(int Bytes, double Rate)> Copies)
{
    private static readonly int[] Blocks = [16 << 10, 256 << 10, 8 << 20, 64 << 20];

    /// <summary>Measures for about two seconds.</summary>
    public static MachineLimits Measure() => new(
        FmaPeak.Measure(KernelPaths.Current, TimeSpan.FromSeconds(0.5)),
        [.. Blocks.Select(bytes => (2 * bytes, CopyBandwidth.Measure(bytes, TimeSpan.FromSeconds(0.4))))]);

    /// <summary>The limit of some work: GFLOP/s, or GB/s of the memory level that holds what it touches.</summary>
    public double Of(KernelWork work)
    {
        if (work.IsArithmetic)
        {
            return GigaFlops;
        }

        return Copies.FirstOrDefault(c => work.Footprint <= c.Bytes, Copies[^1]).Rate;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        null, $"Limits of one core: {GigaFlops:0} GFLOP/s; copies {string.Join(", ", Copies.Select(c => $"{c.Rate:0} GB/s up to {c.Bytes >> 10} KiB"))}");
}
