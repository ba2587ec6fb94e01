using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>The epilogue of a product: bias, then activation, over a block that is still in cache.</summary>
internal static unsafe class GemmFinish
{
    public static void Reference(float* c, nint ldc, int rows, int columns, float* bias, Activation activation)
    {
        if (bias is null && activation == Activation.None)
            return;
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                float x = c[(i * ldc) + j];
                if (bias is not null)
                    x += bias[j];
                c[(i * ldc) + j] = activation switch
                {
                    Activation.Relu => default(ReluForward).Apply(new Lanes1(x)).Value,
                    Activation.Tanh => default(TanhForward).Apply(new Lanes1(x)).Value,
                    Activation.Gelu => default(GeluForward).Apply(new Lanes1(x)).Value,
                    Activation.Sigmoid => default(SigmoidForward).Apply(new Lanes1(x)).Value,
                    _ => x,
                };
            }
        }
    }

    public static void Apply(KernelPath path, float* c, nint ldc, int rows, int columns, float* bias, Activation activation)
    {
        if (bias is null && activation == Activation.None)
            return;
        switch (path)
        {
            case KernelPath.V512:
                Apply<Lanes512>(c, ldc, rows, columns, bias, activation);
                break;
            case KernelPath.V256:
                Apply<Lanes256>(c, ldc, rows, columns, bias, activation);
                break;
            case KernelPath.V128:
                Apply<Lanes128>(c, ldc, rows, columns, bias, activation);
                break;
            default:
                Reference(c, ldc, rows, columns, bias, activation);
                break;
        }
    }

    /// <summary>The epilogue of a single dense column: one bias for all its elements.</summary>
    public static void ApplyColumn(KernelPath path, float* c, int rows, float* bias, Activation activation)
    {
        const int Chunk = 64;
        if (bias is null)
        {
            Apply(path, c, rows, 1, rows, null, activation);
            return;
        }
        float* repeated = stackalloc float[Chunk];
        new Span<float>(repeated, Chunk).Fill(*bias);
        for (int i = 0; i < rows; i += Chunk)
            Apply(path, c + i, rows, 1, Math.Min(Chunk, rows - i), repeated, activation);
    }

    public static void Apply<TLanes>(float* c, nint ldc, int rows, int columns, float* bias, Activation activation)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        switch (activation)
        {
            case Activation.Relu:
                Apply<TLanes, ReluForward>(c, ldc, rows, columns, bias);
                break;
            case Activation.Tanh:
                Apply<TLanes, TanhForward>(c, ldc, rows, columns, bias);
                break;
            case Activation.Gelu:
                Apply<TLanes, GeluForward>(c, ldc, rows, columns, bias);
                break;
            case Activation.Sigmoid:
                Apply<TLanes, SigmoidForward>(c, ldc, rows, columns, bias);
                break;
            default:
                Apply<TLanes, Identity>(c, ldc, rows, columns, bias);
                break;
        }
    }

    // SAFETY: c has rows of columns floats at ldc; bias is null or has columns floats.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply<TLanes, TOperation>(float* c, nint ldc, int rows, int columns, float* bias)
        where TLanes : unmanaged, ILanes<TLanes>
        where TOperation : struct, IUnaryOperation
    {
        int whole = columns / TLanes.Count * TLanes.Count;
        TLanes mask = TLanes.FirstLanes(columns - whole);
        for (int i = 0; i < rows; i++)
        {
            float* row = c + (i * ldc);
            for (int j = 0; j < whole; j += TLanes.Count)
            {
                TLanes x = TLanes.Load(row + j);
                if (bias is not null)
                    x += TLanes.Load(bias + j);
                TLanes.Store(default(TOperation).Apply(x), row + j);
            }
            if (whole < columns)
            {
                TLanes x = TLanes.LoadMasked(row + whole, mask);
                if (bias is not null)
                    x += TLanes.LoadMasked(bias + whole, mask);
                TLanes.StoreMasked(default(TOperation).Apply(x), row + whole, mask);
            }
        }
    }

    private readonly struct Identity : IUnaryOperation
    {
        public TLanes Apply<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes> => x;
    }
}
