using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// The loop of every element-wise kernel. The few elements after the last whole register run with <see cref="Lanes1"/>: the same
/// formula, hence the same bits as in any lane. Bit-exact on every path when the operation never mixes lanes, as none can.
/// </summary>
internal static unsafe class Elementwise
{
    public static void Unary<TOperation>(KernelPath path, TOperation operation, ReadOnlySpan<float> x, Span<float> y)
        where TOperation : struct, IUnaryOperation
    {
        Arguments.SameLength(x.Length, y.Length, nameof(y));
        Arguments.SameOrDisjoint(x, y, nameof(x));
        // SAFETY: both spans have y.Length elements and stay pinned; in place is read before write, register by register.
        fixed (float* px = x, py = y)
        {
            switch (path)
            {
                case KernelPath.V512:
                    Vectorized<Lanes512, TOperation>(operation, px, py, y.Length);
                    break;
                case KernelPath.V256:
                    Vectorized<Lanes256, TOperation>(operation, px, py, y.Length);
                    break;
                case KernelPath.V128:
                    Vectorized<Lanes128, TOperation>(operation, px, py, y.Length);
                    break;
                default:
                    Reference(operation, x, y);
                    break;
            }
        }
    }

    public static void Binary<TOperation>(
        KernelPath path, TOperation operation, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z, string xName, string yName)
        where TOperation : struct, IBinaryOperation
    {
        Arguments.SameLength(z.Length, x.Length, xName);
        Arguments.SameLength(z.Length, y.Length, yName);
        Arguments.SameOrDisjoint(x, z, xName);
        Arguments.SameOrDisjoint(y, z, yName);
        // SAFETY: as in Unary.
        fixed (float* px = x, py = y, pz = z)
        {
            switch (path)
            {
                case KernelPath.V512:
                    Vectorized<Lanes512, TOperation>(operation, px, py, pz, z.Length);
                    break;
                case KernelPath.V256:
                    Vectorized<Lanes256, TOperation>(operation, px, py, pz, z.Length);
                    break;
                case KernelPath.V128:
                    Vectorized<Lanes128, TOperation>(operation, px, py, pz, z.Length);
                    break;
                default:
                    Reference(operation, x, y, z);
                    break;
            }
        }
    }

    private static void Reference<TOperation>(TOperation operation, ReadOnlySpan<float> x, Span<float> y)
        where TOperation : struct, IUnaryOperation
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = operation.Apply(new Lanes1(x[i])).Value;
    }

    private static void Reference<TOperation>(TOperation operation, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z)
        where TOperation : struct, IBinaryOperation
    {
        for (int i = 0; i < z.Length; i++)
            z[i] = operation.Apply(new Lanes1(x[i]), new Lanes1(y[i])).Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vectorized<TLanes, TOperation>(TOperation operation, float* x, float* y, nint length)
        where TLanes : unmanaged, ILanes<TLanes>
        where TOperation : struct, IUnaryOperation
    {
        nint i = 0;
        for (; i <= length - TLanes.Count; i += TLanes.Count)
            TLanes.Store(operation.Apply(TLanes.Load(x + i)), y + i);
        for (; i < length; i++)
            y[i] = operation.Apply(new Lanes1(x[i])).Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vectorized<TLanes, TOperation>(TOperation operation, float* x, float* y, float* z, nint length)
        where TLanes : unmanaged, ILanes<TLanes>
        where TOperation : struct, IBinaryOperation
    {
        nint i = 0;
        for (; i <= length - TLanes.Count; i += TLanes.Count)
            TLanes.Store(operation.Apply(TLanes.Load(x + i), TLanes.Load(y + i)), z + i);
        for (; i < length; i++)
            z[i] = operation.Apply(new Lanes1(x[i]), new Lanes1(y[i])).Value;
    }
}
