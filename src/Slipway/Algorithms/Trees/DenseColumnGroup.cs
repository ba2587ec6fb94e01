using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Slipway.Features;

namespace Slipway;

/// <summary>A few columns of a dense matrix at a time: whole, or as lists of the rows that are not zero. Buffers are used again.</summary>
/// <param name="rows">Rows of the matrix.</param>
/// <param name="most">Most columns, at most 16.</param>
internal sealed unsafe class DenseColumnGroup(int rows, int most)
{
    private readonly float[]?[] _whole = new float[]?[most];
    private readonly int[]?[] _at = new int[]?[most];
    private readonly float[]?[] _values = new float[]?[most];
    private readonly int[] _counts = new int[most];
    private readonly bool[] _listed = new bool[most];

    /// <summary>Reads columns <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> - 1.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="first">First column.</param>
    /// <param name="count">Number of columns.</param>
    /// <param name="others">What <see cref="CountOthers(FeatureMatrix, CancellationToken)"/> gave: one count a column of the matrix.</param>
    public void Gather(FeatureMatrix matrix, int first, int count, int[] others)
    {
        for (var j = 0; j < count; j++)
        {
            _listed[j] = others[first + j] <= rows / 2;
            _counts[j] = 0;
            if (_listed[j])
            {
                _at[j] ??= GC.AllocateUninitializedArray<int>((rows / 2) + 1);
                _values[j] ??= GC.AllocateUninitializedArray<float>((rows / 2) + 1);
            }
            else
            {
                _whole[j] ??= GC.AllocateUninitializedArray<float>(rows);
            }
        }

        var row = 0;
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var block = matrix.Chunk(c).Features;
            Gather(block, row, first, count);
            row += block.Rows;
            matrix.Release(c);
        }
    }

    /// <summary>Whether the column is known by its other rows, and these have one value; 0 where there is none.</summary>
    public bool TryGetOnlyValue(int column, out float value)
    {
        value = 0;
        if (!_listed[column])
        {
            return false;
        }

        var values = _values[column].AsSpan(0, _counts[column]);
        value = values.IsEmpty ? 0 : values[0];
        return values.IsEmpty || values.IndexOfAnyExcept(value) < 0;
    }

    /// <summary>The rows that are not zero, ascending; empty where they are not listed.</summary>
    public ReadOnlySpan<int> Listed(int column) => _listed[column] ? _at[column].AsSpan(0, _counts[column]) : [];

    /// <summary>All values of the column.</summary>
    public ReadOnlySpan<float> Column(int column)
    {
        var whole = _whole[column] ??= new float[rows];
        if (_listed[column])
        {
            Array.Clear(whole);
            var (at, values) = (_at[column]!, _values[column]!);
            for (var i = 0; i < _counts[column]; i++)
            {
                whole[at[i]] = values[i];
            }
        }

        return whole;
    }

    /// <summary>How many rows of each column are not zero, in one pass over the matrix.</summary>
    public static int[] CountOthers(FeatureMatrix matrix, CancellationToken cancellationToken)
    {
        var counts = new int[matrix.FeatureCount];
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            CountOthers(matrix.Chunk(c).Features, counts);
            matrix.Release(c);
        }

        return counts;
    }

    private static void CountOthers(FeatureBlock block, int[] others)
    {
        // SAFETY: a block has Rows * Width values and the counts Width; registers end before the last of a row.
        fixed (float* values = block.Values)
        fixed (int* counts = others)
        {
            var wide = block.Width - (block.Width % Vector512<float>.Count);
            for (var r = 0; r < block.Rows; r++)
            {
                var source = values + ((long)r * block.Width);
                for (var j = 0; j < wide; j += Vector512<float>.Count)
                {
                    var one = Vector512.Equals(Vector512.Load(source + j), Vector512<float>.Zero).AsInt32() + Vector512<int>.One;
                    (Vector512.Load(counts + j) + one).Store(counts + j);
                }

                for (var j = wide; j < block.Width; j++)
                {
                    counts[j] += source[j] != 0 ? 1 : 0;
                }
            }
        }
    }

    [SkipLocalsInit]
    private void Gather(FeatureBlock block, int row, int first, int count)
    {
        Span<int> whole = stackalloc int[count];
        var wholes = 0;
        uint listed = 0;
        for (var j = 0; j < count; j++)
        {
            if (_listed[j])
            {
                listed |= 1u << j;
            }
            else
            {
                whole[wholes++] = j;
            }
        }

        var (columns, at, values, counts) = (_whole, _at, _values, _counts);
        fixed (float* all = block.Values)
        {
            for (var r = 0; r < block.Rows; r++)
            {
                var source = all + ((long)r * block.Width) + first;
                for (var i = 0; i < wholes; i++)
                {
                    columns[whole[i]]![row + r] = source[whole[i]];
                }

                for (var others = NotZero(source, count) & listed; others != 0; others &= others - 1)
                {
                    var j = BitOperations.TrailingZeroCount(others);
                    var next = counts[j]++;
                    at[j]![next] = row + r;
                    values[j]![next] = source[j];
                }
            }
        }
    }

    /// <summary>Bits of the values that are not 0; NaN is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint NotZero(float* source, int count)
    {
        if (count == Vector512<float>.Count)
        {
            return (uint)~Vector512.Equals(Vector512.Load(source), Vector512<float>.Zero).ExtractMostSignificantBits();
        }

        uint bits = 0;
        for (var j = 0; j < count; j++)
        {
            bits |= source[j] != 0 ? 1u << j : 0;
        }

        return bits;
    }
}
