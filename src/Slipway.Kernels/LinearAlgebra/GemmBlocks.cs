using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>
/// The loops around <see cref="GemmTile"/>: which parts of A and B are in which cache, and in what layout. After Goto and van de
/// Geijn, "Anatomy of High-Performance Matrix Multiplication" (ACM TOMS 34(3), 2008), whose names (kc, mc, nc) are used here.
/// </summary>
internal static unsafe class GemmBlocks
{
    /// <summary>Depth of a block: a panel of B (256 x 48 floats = 48 KiB) streams from L1/L2 while a panel of A stays in L1.</summary>
    internal const int DepthBlock = 256;

    /// <summary>Rows of a packed block of A: 192 x 256 floats = 192 KiB, a fifth of a 1 MiB L2.</summary>
    internal const int RowBlock = 192;

    /// <summary>Columns of a packed block of B: 2,016 x 256 floats = 2 MiB, in L3.</summary>
    internal const int ColumnBlock = 2016;

    /// <summary>B is read in place up to this many floats (128 KiB): then its rows stay in L2 and packing costs more than it saves.</summary>
    internal const int UnpackedB = 32 * 1024;

    private const int WidestPanel = 3;

    public static void Multiply<TLanes>(in GemmProblem g) where TLanes : unmanaged, ILanes<TLanes>
    {
        bool packB = g.TransB || ((long)g.K * g.N > UnpackedB && g.M >= 4 * TLanes.TileRows);
        bool packA = g.N >= 4 * WidestPanel * TLanes.Count && (long)g.M * g.K > UnpackedB && g.M >= TLanes.TileRows;
        int depthBlock = packA || packB ? Even(g.K, DepthBlock) : g.K;
        int rowBlock = packA ? Even(g.M, RowBlock, TLanes.TileRows) : g.M;
        int columnBlock = packB ? Math.Min(g.N, ColumnBlock) : g.N;

        nint lengthB = packB ? (nint)depthBlock * (columnBlock + TLanes.Count) : 0;
        nint lengthA = packA ? (nint)depthBlock * rowBlock : 0;
        float* scratch = lengthA + lengthB > 0 ? ScratchMemory.Rent(lengthA + lengthB + 16) : null;
        float* packedB = scratch;
        float* packedA = scratch + ((lengthB + 15) & ~15);

        for (int jc = 0; jc < g.N; jc += columnBlock)
        {
            int columns = Math.Min(columnBlock, g.N - jc);
            for (int pc = 0; pc < g.K; pc += depthBlock)
            {
                int depth = Math.Min(depthBlock, g.K - pc);
                bool last = pc + depth == g.K;
                if (packB)
                    PackB<TLanes>(g, jc, columns, pc, depth, packedB);
                for (int ic = 0; ic < g.M; ic += rowBlock)
                {
                    int rows = Math.Min(rowBlock, g.M - ic);
                    if (packA)
                        PackA<TLanes>(g, ic, rows, pc, depth, packedA);
                    int panel;
                    for (int j = 0; j < columns; j += panel * TLanes.Count)
                    {
                        panel = PanelWidth<TLanes>(columns - j);
                        int used = Math.Min(panel * TLanes.Count, columns - j);
                        float* b = packB ? packedB + ((nint)j * depth) : g.B + (pc * g.Ldb) + jc + j;
                        nint bStep = packB ? panel * TLanes.Count : g.Ldb;
                        float* a = packA ? packedA : g.A + (g.TransA ? (pc * g.Lda) + ic : (ic * g.Lda) + pc);
                        float* c = g.C + (ic * g.Ldc) + jc + j;
                        bool fromZero = pc == 0 && !g.Accumulate;
                        int lastLanes = used - ((panel - 1) * TLanes.Count);
                        if (panel == 3)
                            Rows<TLanes, Three>(g, packA, rows, depth, a, b, bStep, c, fromZero, lastLanes);
                        else if (panel == 2)
                            Rows<TLanes, Two>(g, packA, rows, depth, a, b, bStep, c, fromZero, lastLanes);
                        else
                            Rows<TLanes, One>(g, packA, rows, depth, a, b, bStep, c, fromZero, lastLanes);
                        if (last && (g.Bias is not null || g.Activation != Activation.None))
                            GemmFinish.Apply<TLanes>(c, g.Ldc, rows, used, g.Bias is null ? null : g.Bias + jc + j, g.Activation);
                    }
                }
            }
        }
    }

    /// <summary>Registers in the next panel of columns: threes, but 4 as 2 + 2, so that no panel is left with one alone.</summary>
    private static int PanelWidth<TLanes>(int columns) where TLanes : unmanaged, ILanes<TLanes>
    {
        int registers = (columns + TLanes.Count - 1) / TLanes.Count;
        return registers == 4 ? 2 : Math.Min(registers, WidestPanel);
    }

    private static void Rows<TLanes, TColumns>(
        in GemmProblem g, bool packed, int rows, int depth, float* a, float* b, nint bStep, float* c, bool fromZero, int lastLanes)
        where TLanes : unmanaged, ILanes<TLanes>
        where TColumns : struct, IConstant
    {
        int height;
        for (int i = 0; i < rows; i += height)
        {
            height = TileHeight<TLanes>(rows - i);
            float* tile = packed ? a + ((nint)i * depth) : a + (g.TransA ? i : i * g.Lda);
            nint step = packed ? height : g.Lda;
            float* target = c + (i * g.Ldc);
            bool strided = !packed && !g.TransA;
            bool masked = lastLanes != TLanes.Count;
            switch ((strided, masked))
            {
                case (false, false):
                    Tile<TLanes, TColumns, Zero, Zero>(height, depth, tile, step, b, bStep, target, g.Ldc, fromZero, lastLanes);
                    break;
                case (true, false):
                    Tile<TLanes, TColumns, One, Zero>(height, depth, tile, step, b, bStep, target, g.Ldc, fromZero, lastLanes);
                    break;
                case (false, true):
                    Tile<TLanes, TColumns, Zero, One>(height, depth, tile, step, b, bStep, target, g.Ldc, fromZero, lastLanes);
                    break;
                default:
                    Tile<TLanes, TColumns, One, One>(height, depth, tile, step, b, bStep, target, g.Ldc, fromZero, lastLanes);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tile<TLanes, TColumns, TStrided, TMasked>(
        int height, nint depth, float* a, nint aStep, float* b, nint bStep, float* c, nint ldc, bool fromZero, int lastLanes)
        where TLanes : unmanaged, ILanes<TLanes>
        where TColumns : struct, IConstant
        where TStrided : struct, IConstant
        where TMasked : struct, IConstant
    {
        if (height == 8)
            GemmTile.Multiply<TLanes, Eight, TColumns, TStrided, TMasked>(depth, a, aStep, b, bStep, c, ldc, fromZero, lastLanes);
        else if (height == 4)
            GemmTile.Multiply<TLanes, Four, TColumns, TStrided, TMasked>(depth, a, aStep, b, bStep, c, ldc, fromZero, lastLanes);
        else if (height == 2)
            GemmTile.Multiply<TLanes, Two, TColumns, TStrided, TMasked>(depth, a, aStep, b, bStep, c, ldc, fromZero, lastLanes);
        else
            GemmTile.Multiply<TLanes, One, TColumns, TStrided, TMasked>(depth, a, aStep, b, bStep, c, ldc, fromZero, lastLanes);
    }

    private static int TileHeight<TLanes>(int rows) where TLanes : unmanaged, ILanes<TLanes> =>
        rows >= TLanes.TileRows ? TLanes.TileRows : rows >= 4 ? 4 : rows >= 2 ? 2 : 1;

    private static void PackA<TLanes>(in GemmProblem g, int ic, int rows, int pc, int depth, float* target)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int height;
        for (int i = 0; i < rows; i += height)
        {
            height = TileHeight<TLanes>(rows - i);
            float* to = target + ((nint)i * depth);
            if (g.TransA)
                GemmPacking.Copy<TLanes>(g.A + (pc * g.Lda) + ic + i, g.Lda, depth, height, height, to);
            else
                GemmPacking.Transpose(g.A + ((ic + i) * g.Lda) + pc, g.Lda, depth, height, height, to);
        }
    }

    private static void PackB<TLanes>(in GemmProblem g, int jc, int columns, int pc, int depth, float* target)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int panel;
        for (int j = 0; j < columns; j += panel * TLanes.Count)
        {
            panel = PanelWidth<TLanes>(columns - j);
            int width = panel * TLanes.Count;
            int used = Math.Min(width, columns - j);
            float* to = target + ((nint)j * depth);
            if (g.TransB)
                GemmPacking.Transpose(g.B + ((jc + j) * g.Ldb) + pc, g.Ldb, depth, used, width, to);
            else
                GemmPacking.Copy<TLanes>(g.B + (pc * g.Ldb) + jc + j, g.Ldb, depth, used, width, to);
        }
    }

    /// <summary>The block size nearest below <paramref name="limit"/> that splits <paramref name="size"/> evenly.</summary>
    private static int Even(int size, int limit, int multiple = 1)
    {
        int blocks = (size + limit - 1) / limit;
        int block = (size + blocks - 1) / blocks;
        return (block + multiple - 1) / multiple * multiple;
    }
}
