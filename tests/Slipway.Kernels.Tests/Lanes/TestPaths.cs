namespace Slipway.Kernels.Tests;

/// <summary>The paths this machine can run, as theory data.</summary>
public static class TestPaths
{
    public static IEnumerable<KernelPath> Vector { get; } =
        new[] { KernelPath.V128, KernelPath.V256, KernelPath.V512 }.Where(KernelPaths.IsAvailable).ToArray();

    /// <summary>Never empty: where vectors are switched off, a theory still runs, and compares the reference with itself.</summary>
    public static TheoryData<KernelPath> VectorData { get; } = new(Vector.DefaultIfEmpty(KernelPath.Scalar));
}
