using System.Globalization;
using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>A grown forest. It is stored as its sampled rows and its seed, and grown again when it is loaded.</summary>
internal sealed class RandomCutForestModel : VectorModel
{
    [ThreadStatic]
    private static float[]? _row;

    private readonly ForestSample _sample;
    private readonly ulong _seed;
    private readonly RandomCutTree[] _trees;

    private RandomCutForestModel(ForestSample sample, ulong seed, RandomCutTree[] trees)
    {
        _sample = sample;
        _seed = seed;
        _trees = trees;
    }

    public override int InputWidth => _sample.Width;

    public override int OutputWidth => 1;

    public static RandomCutForestModel Grow(ForestSample sample, ulong seed, int maxThreads, CancellationToken cancellationToken)
    {
        var trees = new RandomCutTree[sample.Trees];
        var size = sample.Rows * sample.Width;
        ParallelFor.Run(trees.Length, 1, maxThreads, (start, end) =>
        {
            for (var t = start; t < end; t++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                trees[t] = new RandomCutTree(sample.Values.AsSpan(t * size, size), sample.Width, seed, RandomStreams.Cuts + (ulong)t);
            }
        });
        return new RandomCutForestModel(sample, seed, trees);
    }

    public override void Score(FeatureBlock features, Span<float> output)
    {
        if (features.Width != InputWidth)
        {
            throw new ArgumentException($"The rows have {features.Width} features; the model was trained on {InputWidth}.",
                nameof(features));
        }

        if (_row is null || _row.Length < InputWidth)
        {
            _row = new float[InputWidth];
        }

        var row = _row.AsSpan(0, InputWidth);
        for (var i = 0; i < features.Rows; i++)
        {
            LabelledRows.CopyRow(features.Slice(i, 1), row);
            var sum = 0.0;
            foreach (var tree in _trees)
            {
                sum += tree.Score(row);
            }

            output[i] = (float)(sum / _trees.Length);
        }
    }

    public override void Save(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("samples", [_sample.Trees, _sample.Rows, InputWidth], _sample.Values);
        writer.WriteValue("seed", _seed.ToString(CultureInfo.InvariantCulture)); // JSON numbers lose digits beyond 2^53
    }

    public static RandomCutForestModel Load(ModelReader reader, int trees, int samplesPerTree)
    {
        var rows = reader.Shape("samples") is [_, > 0 and var count, _] && count <= samplesPerTree
            ? (int)count
            : throw new FormatException($"The tensor 'samples' is not of trees, 1 to {samplesPerTree} rows, features.");
        var values = reader.ReadSingle("samples", trees, rows, reader.FeatureCount);
        if (!values.All(float.IsFinite))
        {
            throw new FormatException("A sampled row has a value that is not finite.");
        }

        return ulong.TryParse(reader.ReadValue("seed")?.GetValue<string>(), NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? Grow(new ForestSample(values, trees, rows, reader.FeatureCount), seed, maxThreads: 1, CancellationToken.None)
            : throw new FormatException("The seed is not a whole number.");
    }

    /// <summary>Mean and deviation of the scores of at most <paramref name="limit"/> evenly spread rows.</summary>
    public (double Mean, double Deviation) MeasureScores(FeatureMatrix matrix, int limit, CancellationToken cancellationToken)
    {
        var step = Math.Max(1, (matrix.RowCount + limit - 1) / limit);
        Span<float> score = stackalloc float[1];
        double count = 0, mean = 0, squares = 0;
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var features = matrix.Chunk(c).Features;
            for (var i = (int)((step - (matrix.ChunkStart(c) % step)) % step); i < features.Rows; i += (int)step)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Score(features.Slice(i, 1), score);
                var difference = score[0] - mean;
                mean += difference / ++count;
                squares += difference * (score[0] - mean);
            }

            matrix.Release(c);
        }

        return (mean, Math.Sqrt(squares / count));
    }

    internal override EvaluationReport? EvaluateOwn(FeatureMatrix matrix, CancellationToken cancellationToken)
    {
        var (mean, deviation) = MeasureScores(matrix, int.MaxValue, cancellationToken);
        return new EvaluationReport
        {
            Task = LearningTask.AnomalyDetection,
            Rows = matrix.RowCount,
            Metrics = new Dictionary<string, double> { ["score_mean"] = mean, ["score_deviation"] = deviation },
        };
    }
}
