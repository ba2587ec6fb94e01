namespace Slipway.Features;

/// <summary>Copies rows from anywhere in a matrix into the buffers of a batch.</summary>
internal static unsafe class RowGather
{
    /// <summary>Readies the buffers for a batch of so many rows.</summary>
    public static void Begin(FeatureMatrix matrix, int rows, BatchBuffers buffers)
    {
        buffers.ReserveRows(rows);
        if (!matrix.IsSparse)
        {
            buffers.ReserveValues((long)rows * matrix.FeatureCount);
        }

        buffers.RowOffsets[0] = 0;
    }

    /// <summary>Appends rows.</summary>
    /// <param name="matrix">Where the rows are.</param>
    /// <param name="rows">Chunk (high half) and row in it (low half) of each.</param>
    /// <param name="first">Rows that the batch has already.</param>
    /// <param name="buffers">The batch.</param>
    public static void Copy(FeatureMatrix matrix, ReadOnlySpan<ulong> rows, int first, BatchBuffers buffers)
    {
        if (matrix.IsSparse)
        {
            CopySparse(matrix, rows, first, buffers);
        }
        else
        {
            CopyDense(matrix, rows, first, buffers);
        }

        for (var i = 0; i < rows.Length; i++)
        {
            var chunk = matrix.ChunkAt((int)(rows[i] >> 32));
            var row = (uint)rows[i];
            buffers.Targets[first + i] = matrix.HasTargets ? chunk.Targets[row] : 0;
            buffers.Weights[first + i] = matrix.HasWeights ? chunk.Weights[row] : 1;
        }
    }

    /// <summary>The batch.</summary>
    /// <param name="matrix">A matrix of its layout.</param>
    /// <param name="rows">Rows of the batch.</param>
    /// <param name="buffers">The batch.</param>
    public static TrainingBatch Batch(FeatureMatrix matrix, int rows, BatchBuffers buffers)
    {
        var features = matrix.IsSparse
            ? FeatureBlock.Sparse(buffers.RowOffsets.AsSpan(0, rows + 1), buffers.Columns, buffers.Values, matrix.FeatureCount)
            : FeatureBlock.Dense(buffers.Values, rows, matrix.FeatureCount);
        return new TrainingBatch(
            features,
            matrix.HasTargets ? buffers.Targets.AsSpan(0, rows) : default,
            matrix.HasWeights ? buffers.Weights.AsSpan(0, rows) : default);
    }

    private static void CopyDense(FeatureMatrix matrix, ReadOnlySpan<ulong> rows, int first, BatchBuffers buffers)
    {
        var width = matrix.FeatureCount;
        var to = buffers.Values.Slice(first * width, rows.Length * width);
        for (var i = 0; i < rows.Length; i++)
        {
            // SAFETY: every entry is a row of its chunk.
            var from = matrix.ChunkAt((int)(rows[i] >> 32)).Values + ((long)(uint)rows[i] * width);
            new ReadOnlySpan<float>(from, width).CopyTo(to.Slice(i * width, width));
        }
    }

    private static void CopySparse(FeatureMatrix matrix, ReadOnlySpan<ulong> rows, int first, BatchBuffers buffers)
    {
        // First the lengths, so that the buffers grow at most once; what earlier pools of this batch put there is kept.
        var before = buffers.RowOffsets[first];
        long end = before;
        for (var i = 0; i < rows.Length; i++)
        {
            var offsets = matrix.ChunkAt((int)(rows[i] >> 32)).RowOffsets + (uint)rows[i];
            end += offsets[1] - offsets[0];
            buffers.RowOffsets[first + i + 1] = checked((int)end);
        }

        buffers.ReserveSparse(before, end);
        for (var i = 0; i < rows.Length; i++)
        {
            var chunk = matrix.ChunkAt((int)(rows[i] >> 32));
            var from = chunk.RowOffsets[(uint)rows[i]];
            var at = buffers.RowOffsets[first + i];
            var count = buffers.RowOffsets[first + i + 1] - at;

            // SAFETY: the offsets of a chunk lie within its stored values.
            new ReadOnlySpan<float>(chunk.Values + from, count).CopyTo(buffers.Values[at..]);
            new ReadOnlySpan<int>(chunk.Columns + from, count).CopyTo(buffers.Columns[at..]);
        }
    }
}
