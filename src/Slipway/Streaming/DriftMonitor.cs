using System.Text.Json.Nodes;
using Slipway.Features;
using Slipway.Models;

namespace Slipway.Streaming;

/// <summary>Compares each window's features, predictions and labels with the reference, and follows the error row by row.</summary>
/// <param name="options">Thresholds.</param>
/// <param name="features">The first features' names, at most as many as are watched.</param>
/// <param name="task">Classification or regression.</param>
/// <param name="seed">Of the samples.</param>
/// <param name="targetDeviation">Of the first window's targets: an error of four of them counts 1 for ADWIN.</param>
internal sealed class DriftMonitor(DriftOptions options, IReadOnlyList<string> features, LearningTask task, ulong seed, double targetDeviation)
{
    /// <summary>Fewer rows say nothing about a distribution.</summary>
    private const int LeastRows = 50;
    private const double LargestError = 4;

    private readonly int _columns = features.Count + 2;
    private readonly SampleReservoir _sample = new(options.SampleRows, features.Count + 2, seed);
    private readonly AdaptiveWindow _error = new(options.ErrorConfidence);
    private readonly float[]?[] _reference = new float[features.Count + 2][];
    private readonly PopulationStability?[] _stability = new PopulationStability[features.Count + 2];

    private int Prediction => features.Count;

    private int Label => features.Count + 1;

    /// <summary>Takes in scored rows.</summary>
    /// <param name="rows">With targets.</param>
    /// <param name="outputs">The model's, row by row; empty when there was no model.</param>
    /// <param name="width">Outputs of a row.</param>
    /// <param name="window">1-based number of the window.</param>
    /// <returns>What the error was before it rose, when ADWIN found that it has; else null.</returns>
    public double? Add(TrainingBatch rows, ReadOnlySpan<float> outputs, int width, int window)
    {
        double? risen = null;
        for (var i = 0; i < rows.Rows; i++)
        {
            var predicted = outputs.IsEmpty ? 0 : Predicted(outputs.Slice(i * width, width));
            if (_sample.Next(window) is { IsEmpty: false } room)
            {
                Copy(rows.Features, i, room[..features.Count]);
                room[Prediction] = predicted;
                room[Label] = rows.Targets[i];
            }

            if (!outputs.IsEmpty && _error.Add(Error(predicted, rows.Targets[i]), out var before))
            {
                risen ??= before;
            }
        }

        return risen;
    }

    /// <summary>Mean error of the rows that ADWIN looks at, from 0 to 1.</summary>
    public double MeanError => _error.Mean;

    /// <summary>Compares the window that ends with the reference, or makes it the reference.</summary>
    /// <param name="report">Receives index and distance of each column.</param>
    /// <param name="found">Receives kind, column, value, threshold and probability of each drift.</param>
    public void EndWindow(Action<string, double> report, Action<DriftKind, string, double, double, double?> found)
    {
        if (_sample.Count >= LeastRows)
        {
            // A model that has not learned a window yet predicts nothing that others could be compared with.
            var hasReference = _reference[Label] is not null;
            for (var column = 0; column < _columns; column++)
            {
                var sorted = _sample.Sorted(column);
                if (_reference[column] is { } reference)
                {
                    Compare(column, reference, sorted, report, found);
                }
                else if (column != Prediction || hasReference)
                {
                    SetReference(column, sorted);
                }
            }
        }

        _sample.Clear();
    }

    public void Save(ModelWriter writer)
    {
        writer.WriteValue("drift", new JsonObject { ["seen"] = _sample.Seen, ["error"] = _error.Save() });
        writer.Write("drift.sample", [_sample.Count, _columns], _sample.Saved);
        for (var column = 0; column < _columns; column++)
        {
            if (_reference[column] is { } reference)
            {
                writer.Write($"drift.reference.{column}", [reference.Length], reference);
            }
        }
    }

    public void Restore(ModelReader reader)
    {
        var saved = reader.ReadValue("drift")!;
        _sample.Restore(reader.ReadSingle("drift.sample"), saved["seen"]!.GetValue<long>());
        _error.Restore(saved["error"]!);
        for (var column = 0; column < _columns; column++)
        {
            if (reader.HasTensor($"drift.reference.{column}"))
            {
                SetReference(column, reader.ReadSingle($"drift.reference.{column}"));
            }
        }
    }

    private static void Copy(FeatureBlock rows, int row, Span<float> to)
    {
        if (!rows.IsSparse)
        {
            rows.Values.Slice(row * rows.Width, to.Length).CopyTo(to);
            return;
        }

        to.Clear();
        var one = rows.Slice(row, 1);
        for (var i = 0; i < one.Columns.Length && one.Columns[i] < to.Length; i++)
        {
            to[one.Columns[i]] = one.Values[i];
        }
    }

    private void Compare(
        int column, float[] reference, float[] sorted, Action<string, double> report, Action<DriftKind, string, double, double, double?> found)
    {
        var name = column == Prediction ? "prediction" : column == Label ? "label" : features[column];
        var (index, byChance) = _stability[column]!.Compare(sorted);
        var distance = KolmogorovSmirnov.Distance(reference, sorted);
        report($"psi:{name}", index);
        report($"ks:{name}", distance);
        var threshold = Math.Max(options.PsiThreshold, byChance);
        if (index > threshold)
        {
            found(DriftKind.PopulationStability, name, index, threshold, null);
        }

        var chance = KolmogorovSmirnov.PValue(distance, reference.Length, sorted.Length);
        if (distance >= options.KolmogorovSmirnovDistance && chance < options.KolmogorovSmirnovSignificance / _columns)
        {
            found(DriftKind.KolmogorovSmirnov, name, distance, options.KolmogorovSmirnovDistance, chance);
        }
    }

    private void SetReference(int column, float[] sorted)
    {
        _reference[column] = sorted;
        _stability[column] = new PopulationStability(sorted, options.Bins);
    }

    private float Predicted(ReadOnlySpan<float> outputs)
    {
        if (task != LearningTask.Classification)
        {
            return outputs[0];
        }

        var best = 0;
        for (var k = 1; k < outputs.Length; k++)
        {
            best = outputs[k] > outputs[best] ? k : best;
        }

        return best;
    }

    private double Error(float predicted, float target) => task == LearningTask.Classification
        ? predicted == target ? 0 : 1
        : Math.Min(1, Math.Abs((double)predicted - target) / (LargestError * targetDeviation));
}
