using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

// The loops of AccumulateGradient.
public static unsafe partial class SparseGemm
{
    private static void Gradient(KernelPath path, in SparseProblem s)
    {
        switch (path)
        {
            case KernelPath.V512:
                GradientVectorized<Lanes512>(s);
                break;
            case KernelPath.V256:
                GradientVectorized<Lanes256>(s);
                break;
            case KernelPath.V128:
                GradientVectorized<Lanes128>(s);
                break;
            default:
                GradientReference(s);
                break;
        }
    }

    private static void GradientReference(in SparseProblem s)
    {
        for (nint i = 0; i < s.Rows; i++)
        {
            for (nint e = s.Offsets[i]; e < s.Offsets[i + 1]; e++)
            {
                float* dw = s.Weights + (s.Columns[e] * s.Ldw);
                for (int j = 0; j < s.N; j++)
                    dw[j] = MathF.FusedMultiplyAdd(s.Values[e], s.Y[(i * s.Ldy) + j], dw[j]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GradientColumn(in SparseProblem problem)
    {
        SparseProblem s = problem;
        for (nint i = 0; i < s.Rows; i++)
        {
            float dy = s.Y[i * s.Ldy];
            nint end = s.Offsets[i + 1];
            for (nint e = s.Offsets[i]; e < end; e++)
            {
                float* dw = s.Weights + (s.Columns[e] * s.Ldw);
                *dw = MathF.FusedMultiplyAdd(s.Values[e], dy, *dw);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GradientVectorized<TLanes>(in SparseProblem problem) where TLanes : unmanaged, ILanes<TLanes>
    {
        SparseProblem s = problem;
        int whole = s.N / TLanes.Count * TLanes.Count;
        TLanes mask = TLanes.FirstLanes(s.N - whole);
        for (nint i = 0; i < s.Rows; i++)
        {
            float* dy = s.Y + (i * s.Ldy);
            nint end = s.Offsets[i + 1];
            for (nint e = s.Offsets[i]; e < end; e++)
            {
                float* dw = s.Weights + (s.Columns[e] * s.Ldw);
                TLanes value = TLanes.Broadcast(s.Values[e]);
                for (int j = 0; j < whole; j += TLanes.Count)
                    TLanes.Store(TLanes.FusedMultiplyAdd(value, TLanes.Load(dy + j), TLanes.Load(dw + j)), dw + j);
                if (whole < s.N)
                {
                    TLanes sum = TLanes.FusedMultiplyAdd(value, TLanes.LoadMasked(dy + whole, mask), TLanes.LoadMasked(dw + whole, mask));
                    TLanes.StoreMasked(sum, dw + whole, mask);
                }
            }
        }
    }
}
