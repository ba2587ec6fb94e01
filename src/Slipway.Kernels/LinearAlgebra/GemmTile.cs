using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>A number that the JIT knows.</summary>
internal interface IConstant
{
    static abstract int Value { get; }
}

internal readonly struct Zero : IConstant { public static int Value => 0; }
internal readonly struct One : IConstant { public static int Value => 1; }
internal readonly struct Two : IConstant { public static int Value => 2; }
internal readonly struct Three : IConstant { public static int Value => 3; }
internal readonly struct Four : IConstant { public static int Value => 4; }
internal readonly struct Eight : IConstant { public static int Value => 8; }

/// <summary>
/// The innermost loop of <see cref="Gemm"/>: a tile of C, <c>Rows</c> x (<c>Columns</c> registers), held in registers over the
/// whole depth. One source for every shape: the shape is in the type arguments, so the JIT drops the rows and columns a shape lacks.
/// </summary>
internal static unsafe class GemmTile
{
    /// <summary>
    /// <c>C[tile] (+)= A[rows x depth] B[depth x columns]</c>, each element one chain of fused multiply-adds in ascending depth.
    /// <typeparamref name="TStrided"/> = 0: row i of A at <c>a[i]</c>, next depth at <c>a + aStep</c>. 1: row i at <c>a + i * aStep</c>,
    /// next depth at <c>a + 1</c>. <typeparamref name="TMasked"/> = 1: the last register has only <paramref name="lastLanes"/> columns.
    /// </summary>
    // SAFETY: the caller guarantees depth > 0 and that every address the shape implies lies inside its pinned spans or scratch memory.
    // AggressiveOptimization: tier 0 runs a generic SIMD loop some hundred times slower, and a tile is where all the time goes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<TLanes, TRows, TColumns, TStrided, TMasked>(
        nint depth, float* a, nint aStep, float* b, nint bStep, float* c, nint ldc, bool fromZero, int lastLanes)
        where TLanes : unmanaged, ILanes<TLanes>
        where TRows : struct, IConstant
        where TColumns : struct, IConstant
        where TStrided : struct, IConstant
        where TMasked : struct, IConstant
    {
        TLanes mask = TMasked.Value == 1 ? TLanes.FirstLanes(lastLanes) : default;
        TLanes c00 = default, c01 = default, c02 = default;
        TLanes c10 = default, c11 = default, c12 = default;
        TLanes c20 = default, c21 = default, c22 = default;
        TLanes c30 = default, c31 = default, c32 = default;
        TLanes c40 = default, c41 = default, c42 = default;
        TLanes c50 = default, c51 = default, c52 = default;
        TLanes c60 = default, c61 = default, c62 = default;
        TLanes c70 = default, c71 = default, c72 = default;
        if (!fromZero)
        {
            LoadRow<TLanes, TColumns, TMasked>(c, mask, ref c00, ref c01, ref c02);
            if (TRows.Value > 1)
                LoadRow<TLanes, TColumns, TMasked>(c + ldc, mask, ref c10, ref c11, ref c12);
            if (TRows.Value > 2)
            {
                LoadRow<TLanes, TColumns, TMasked>(c + (2 * ldc), mask, ref c20, ref c21, ref c22);
                LoadRow<TLanes, TColumns, TMasked>(c + (3 * ldc), mask, ref c30, ref c31, ref c32);
            }
            if (TRows.Value > 4)
            {
                LoadRow<TLanes, TColumns, TMasked>(c + (4 * ldc), mask, ref c40, ref c41, ref c42);
                LoadRow<TLanes, TColumns, TMasked>(c + (5 * ldc), mask, ref c50, ref c51, ref c52);
                LoadRow<TLanes, TColumns, TMasked>(c + (6 * ldc), mask, ref c60, ref c61, ref c62);
                LoadRow<TLanes, TColumns, TMasked>(c + (7 * ldc), mask, ref c70, ref c71, ref c72);
            }
        }

        float* a1 = a + aStep, a2 = a1 + aStep, a3 = a2 + aStep;
        float* a4 = a3 + aStep, a5 = a4 + aStep, a6 = a5 + aStep, a7 = a6 + aStep;
        for (nint p = 0; p < depth; p++)
        {
            TLanes b0 = default, b1 = default, b2 = default;
            LoadRow<TLanes, TColumns, TMasked>(b, mask, ref b0, ref b1, ref b2);
            MultiplyRow<TLanes, TColumns>(TStrided.Value == 1 ? a[p] : a[0], b0, b1, b2, ref c00, ref c01, ref c02);
            if (TRows.Value > 1)
                MultiplyRow<TLanes, TColumns>(TStrided.Value == 1 ? a1[p] : a[1], b0, b1, b2, ref c10, ref c11, ref c12);
            if (TRows.Value > 2)
            {
                MultiplyRow<TLanes, TColumns>(TStrided.Value == 1 ? a2[p] : a[2], b0, b1, b2, ref c20, ref c21, ref c22);
                MultiplyRow<TLanes, TColumns>(TStrided.Value == 1 ? a3[p] : a[3], b0, b1, b2, ref c30, ref c31, ref c32);
            }
            if (TRows.Value > 4)
            {
                MultiplyRow<TLanes, TColumns>(TStrided.Value == 1 ? a4[p] : a[4], b0, b1, b2, ref c40, ref c41, ref c42);
                MultiplyRow<TLanes, TColumns>(TStrided.Value == 1 ? a5[p] : a[5], b0, b1, b2, ref c50, ref c51, ref c52);
                MultiplyRow<TLanes, TColumns>(TStrided.Value == 1 ? a6[p] : a[6], b0, b1, b2, ref c60, ref c61, ref c62);
                MultiplyRow<TLanes, TColumns>(TStrided.Value == 1 ? a7[p] : a[7], b0, b1, b2, ref c70, ref c71, ref c72);
            }
            b += bStep;
            if (TStrided.Value == 0)
                a += aStep;
        }

        StoreRow<TLanes, TColumns, TMasked>(c, mask, c00, c01, c02);
        if (TRows.Value > 1)
            StoreRow<TLanes, TColumns, TMasked>(c + ldc, mask, c10, c11, c12);
        if (TRows.Value > 2)
        {
            StoreRow<TLanes, TColumns, TMasked>(c + (2 * ldc), mask, c20, c21, c22);
            StoreRow<TLanes, TColumns, TMasked>(c + (3 * ldc), mask, c30, c31, c32);
        }
        if (TRows.Value > 4)
        {
            StoreRow<TLanes, TColumns, TMasked>(c + (4 * ldc), mask, c40, c41, c42);
            StoreRow<TLanes, TColumns, TMasked>(c + (5 * ldc), mask, c50, c51, c52);
            StoreRow<TLanes, TColumns, TMasked>(c + (6 * ldc), mask, c60, c61, c62);
            StoreRow<TLanes, TColumns, TMasked>(c + (7 * ldc), mask, c70, c71, c72);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyRow<TLanes, TColumns>(
        float a, TLanes b0, TLanes b1, TLanes b2, ref TLanes c0, ref TLanes c1, ref TLanes c2)
        where TLanes : unmanaged, ILanes<TLanes>
        where TColumns : struct, IConstant
    {
        TLanes row = TLanes.Broadcast(a);
        c0 = TLanes.FusedMultiplyAdd(row, b0, c0);
        if (TColumns.Value > 1)
            c1 = TLanes.FusedMultiplyAdd(row, b1, c1);
        if (TColumns.Value > 2)
            c2 = TLanes.FusedMultiplyAdd(row, b2, c2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadRow<TLanes, TColumns, TMasked>(float* source, TLanes mask, ref TLanes v0, ref TLanes v1, ref TLanes v2)
        where TLanes : unmanaged, ILanes<TLanes>
        where TColumns : struct, IConstant
        where TMasked : struct, IConstant
    {
        v0 = TMasked.Value == 1 && TColumns.Value == 1 ? TLanes.LoadMasked(source, mask) : TLanes.Load(source);
        if (TColumns.Value > 1)
        {
            float* second = source + TLanes.Count;
            v1 = TMasked.Value == 1 && TColumns.Value == 2 ? TLanes.LoadMasked(second, mask) : TLanes.Load(second);
        }
        if (TColumns.Value > 2)
        {
            float* third = source + (2 * TLanes.Count);
            v2 = TMasked.Value == 1 ? TLanes.LoadMasked(third, mask) : TLanes.Load(third);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow<TLanes, TColumns, TMasked>(float* target, TLanes mask, TLanes v0, TLanes v1, TLanes v2)
        where TLanes : unmanaged, ILanes<TLanes>
        where TColumns : struct, IConstant
        where TMasked : struct, IConstant
    {
        StoreOne<TLanes>(v0, target, mask, TMasked.Value == 1 && TColumns.Value == 1);
        if (TColumns.Value > 1)
            StoreOne<TLanes>(v1, target + TLanes.Count, mask, TMasked.Value == 1 && TColumns.Value == 2);
        if (TColumns.Value > 2)
            StoreOne<TLanes>(v2, target + (2 * TLanes.Count), mask, TMasked.Value == 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreOne<TLanes>(TLanes value, float* target, TLanes mask, bool masked)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        if (masked)
            TLanes.StoreMasked(value, target, mask);
        else
            TLanes.Store(value, target);
    }
}
