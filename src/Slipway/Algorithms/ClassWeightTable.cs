using System.Globalization;
using Slipway.Features;

namespace Slipway;

/// <summary>Class weights by index, from the ways in which a user states them.</summary>
internal static class ClassWeightTable
{
    public static IEnumerable<HyperparameterProblem> FindProblems(IReadOnlyDictionary<string, double>? weights)
    {
        foreach (var (label, weight) in weights ?? new Dictionary<string, double>())
        {
            if (!(weight >= 0) || double.IsInfinity(weight))
            {
                yield return new HyperparameterProblem(
                    $"ClassWeights['{label}']", weight.ToString(CultureInfo.InvariantCulture), "a finite number, at least 0");
            }
        }
    }

    /// <summary>One weight a class, or null when every class counts 1.</summary>
    /// <exception cref="HyperparameterException">A weight names a class that the data do not have.</exception>
    public static float[]? Create(ClassWeighting weighting, IReadOnlyDictionary<string, double>? weights, TrainingContext context)
    {
        if (weighting == ClassWeighting.None && weights is null)
        {
            return null;
        }

        var unknown = (weights?.Keys ?? []).Where(k => !context.Classes.Contains(k)).Select(k => new HyperparameterProblem(
            $"ClassWeights['{k}']", "a class that the training data do not have", string.Join(", ", context.Classes))).ToList();
        if (unknown.Count > 0)
        {
            throw new HyperparameterException(context.Algorithm.Id, unknown);
        }

        var table = new float[context.Classes.Count];
        var balance = weighting == ClassWeighting.Balanced ? Balance(context) : null;
        for (var i = 0; i < table.Length; i++)
        {
            var stated = weights is not null && weights.TryGetValue(context.Classes[i], out var w) ? w : 1;
            table[i] = (float)(stated * (balance?[i] ?? 1));
        }

        return table;
    }

    /// <summary>Row weights with class weights in them; empty when every row counts 1.</summary>
    /// <param name="table">One weight a class, or null.</param>
    /// <param name="batch">Class indices and row weights.</param>
    /// <param name="buffer">At least as long as the batch.</param>
    public static ReadOnlySpan<float> RowWeights(float[]? table, TrainingBatch batch, Span<float> buffer)
    {
        if (table is null)
        {
            return batch.Weights;
        }

        for (var i = 0; i < batch.Rows; i++)
        {
            buffer[i] = (float)RowWeight(table, batch, i);
        }

        return buffer[..batch.Rows];
    }

    /// <summary>Weight of a row with its class's weight in it.</summary>
    public static double RowWeight(float[]? table, TrainingBatch batch, int row) =>
        (table?[(int)batch.Targets[row]] ?? 1) * (batch.Weights.IsEmpty ? 1 : batch.Weights[row]);

    private static double[] Balance(TrainingContext context)
    {
        if (context.Pipe is { } pipe)
        {
            return Balance(pipe.Targets.ClassCounts);
        }

        var counts = new long[context.Classes.Count];
        for (var c = 0; c < context.Train.ChunkCount; c++)
        {
            foreach (var target in context.Train.Chunk(c).Targets)
            {
                counts[(int)target]++;
            }
        }

        return Balance(counts);
    }

    private static double[] Balance(IReadOnlyList<long> counts)
    {
        var rows = counts.Sum();
        return [.. counts.Select(n => n == 0 ? 1 : (double)rows / (counts.Count * n))];
    }
}
