using Slipway.Features;
using Slipway.Models;

namespace Slipway;

/// <summary>Training rows that a model keeps.</summary>
/// <param name="Values">Features, row by row.</param>
/// <param name="Targets">One a row.</param>
/// <param name="Weights">One a row, positive; null when every row counts 1.</param>
internal sealed record LabelledRows(float[] Values, float[] Targets, float[]? Weights)
{
    /// <summary>Copies the rows that have a positive weight, sparse ones made dense.</summary>
    /// <exception cref="NotSupportedException">There are too many values for one array.</exception>
    public static LabelledRows Copy(FeatureMatrix matrix, CancellationToken cancellationToken)
    {
        var width = matrix.FeatureCount;
        var rows = 0L;
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var chunk = matrix.Chunk(c);
            rows += chunk.Weights.IsEmpty ? chunk.Rows : chunk.Rows - chunk.Weights.Count(0f);
        }

        if (rows * width > Array.MaxLength)
        {
            throw new NotSupportedException(
                $"The model would hold {rows} rows of {width} features, {rows * width} values; "
                + $"at most {Array.MaxLength} fit. Train on fewer rows (Take, Shard).");
        }

        var values = new float[rows * width];
        var targets = new float[rows];
        var weights = matrix.HasWeights ? new float[rows] : null;
        var row = 0;
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chunk = matrix.Chunk(c);
            for (var i = 0; i < chunk.Rows; i++)
            {
                if (!chunk.Weights.IsEmpty && chunk.Weights[i] == 0)
                {
                    continue;
                }

                CopyRow(chunk.Features.Slice(i, 1), values.AsSpan(row * width, width));
                targets[row] = chunk.Targets[i];
                if (weights is not null)
                {
                    weights[row] = chunk.Weights[i];
                }

                row++;
            }

            matrix.Release(c);
        }

        return new LabelledRows(values, targets, weights);
    }

    /// <summary>A row's features, dense.</summary>
    public static void CopyRow(FeatureBlock row, Span<float> target)
    {
        if (!row.IsSparse)
        {
            row.Values.CopyTo(target);
            return;
        }

        target.Clear();
        for (var i = 0; i < row.Values.Length; i++)
        {
            target[row.Columns[i]] = row.Values[i];
        }
    }

    public void Write(ModelWriter writer, int width)
    {
        writer.Write("rows", [Targets.Length, width], Values);
        writer.Write("targets", [Targets.Length], Targets);
        if (Weights is not null)
        {
            writer.Write("weights", [Targets.Length], Weights);
        }
    }

    /// <summary>Reads and checks what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">The parts.</param>
    /// <param name="classes">Number of classes, where targets are class indices.</param>
    /// <exception cref="FormatException">A value is not possible.</exception>
    public static LabelledRows Read(ModelReader reader, int? classes)
    {
        var count = reader.Shape("targets") is [var rows] ? rows : throw new FormatException("The tensor 'targets' is not a vector.");
        var values = reader.ReadSingle("rows", count, reader.FeatureCount);
        var targets = reader.ReadSingle("targets", count);
        var weights = reader.HasTensor("weights") ? reader.ReadSingle("weights", count) : null;
        foreach (var target in targets)
        {
            if (!float.IsFinite(target) || (classes is { } c && (target < 0 || target >= c || target != MathF.Floor(target))))
            {
                throw new FormatException(
                    $"The target {target} is not {(classes is null ? "finite" : $"one of {classes} class indices")}.");
            }
        }

        foreach (var weight in weights ?? [])
        {
            if (!float.IsFinite(weight) || weight <= 0)
            {
                throw new FormatException($"The row weight {weight} is not a finite number above 0.");
            }
        }

        return new LabelledRows(values, targets, weights);
    }
}
