using System.Runtime.Intrinsics;

namespace Slipway.Kernels;

/// <summary>
/// Picks the <see cref="KernelPath"/> of this process, once. Ranked widest first, because a wider path was measured faster
/// on every kernel here; the environment variable <c>SLIPWAY_KERNEL_PATH</c> (scalar, v128, v256, v512) forces one.
/// </summary>
/// <remarks>
/// An application published with NativeAOT gets the vectors of the instruction set it was compiled for, not those of the CPU it runs on.
/// The compiler's own default for x64 has neither AVX2 nor fused multiply-adds (measured: a product of 512 x 512 at 0.5 GFLOP/s, against
/// 117 for <c>IlcInstructionSet=x86-64-v3</c> and 236 for <c>x86-64-v4</c>), so the package sets <c>x86-64-v3</c> where the
/// application has set nothing.
/// </remarks>
public static class KernelPaths
{
    /// <summary>Name of the environment variable that forces a path.</summary>
    public const string EnvironmentVariable = "SLIPWAY_KERNEL_PATH";

    private static volatile int _current = -1;

    /// <summary>The path that every kernel of this process uses. Thread-safe; constant once read.</summary>
    /// <exception cref="InvalidOperationException">The environment variable names an unknown path, or one this CPU lacks.</exception>
    public static KernelPath Current
    {
        get
        {
            int current = _current;
            return current >= 0 ? (KernelPath)current : Resolve();
        }
    }

    /// <summary>Whether this CPU, as the runtime is configured, accelerates <paramref name="path"/>.</summary>
    /// <param name="path">The path asked about.</param>
    public static bool IsAvailable(KernelPath path) => path switch
    {
        KernelPath.Scalar => true,
        KernelPath.V128 => Vector128.IsHardwareAccelerated,
        KernelPath.V256 => Vector256.IsHardwareAccelerated,
        KernelPath.V512 => Vector512.IsHardwareAccelerated,
        _ => false,
    };

    internal static KernelPath Parse(string? forced)
    {
        if (string.IsNullOrEmpty(forced))
            return Widest();
        // An explicit list: Enum.Parse would also take "3" and "Scalar, V128".
        KernelPath path = forced.ToUpperInvariant() switch
        {
            "SCALAR" => KernelPath.Scalar,
            "V128" => KernelPath.V128,
            "V256" => KernelPath.V256,
            "V512" => KernelPath.V512,
            _ => throw new InvalidOperationException(
                $"{EnvironmentVariable}='{forced}' is not a kernel path. Use scalar, v128, v256 or v512, or unset it."),
        };
        return IsAvailable(path)
            ? path
            : throw new InvalidOperationException(
                $"{EnvironmentVariable}='{forced}' asks for a path this CPU or runtime configuration does not accelerate. " +
                $"The widest one here is {Widest()}.");
    }

    private static KernelPath Resolve()
    {
        KernelPath path = Parse(Environment.GetEnvironmentVariable(EnvironmentVariable));
        _current = (int)path;
        return path;
    }

    private static KernelPath Widest() =>
        Vector512.IsHardwareAccelerated ? KernelPath.V512
        : Vector256.IsHardwareAccelerated ? KernelPath.V256
        : Vector128.IsHardwareAccelerated ? KernelPath.V128
        : KernelPath.Scalar;
}
