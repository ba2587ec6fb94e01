namespace Slipway.Kernels.Tests;

/// <summary>The paths this machine can run, as theory data.</summary>
public static class TestPaths
{
    public static IEnumerable<KernelPath> Vector { get; } =
        new[] { KernelPath.V128, KernelPath.V256, KernelPath.V512 }.Where(KernelPaths.IsAvailable).ToArray();

    public static TheoryData<KernelPath> VectorData { get; } = new(Vector);

    public static TheoryData<KernelPath> AllData { get; } = new(Vector.Prepend(KernelPath.Scalar));
}
