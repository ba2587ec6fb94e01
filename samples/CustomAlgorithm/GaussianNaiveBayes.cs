using Slipway;
using Slipway.Models;

namespace CustomAlgorithm;

#region custom-algorithm
/// <summary>Gaussian naive Bayes: a whole algorithm of one's own. It trains, tunes, saves, loads and serves like a built-in one.</summary>
public sealed record GaussianNaiveBayes : Algorithm
{
    /// <summary>Added to every variance, as a share of the largest one. Default 1e-3.</summary>
    [Bounds(0, 1, MinimumExclusive = true)]
    public double VarianceSmoothing { get; init; } = 1e-3;

    public override AlgorithmDescription Describe() => new(
        "sample.gaussian-naive-bayes", LearningTask.Classification, [new MetricDefinition("train:log_likelihood", MetricDirection.Maximize)])
    {
        Input = AlgorithmInput.DenseFeatures,
    };

    public override Model Train(TrainingContext context)
    {
        var (classes, width) = (context.Classes.Count, context.Train.FeatureCount);
        var (counts, sums, squares) = (new double[classes], new double[classes * width], new double[classes * width]);
        for (var c = 0; c < context.Train.ChunkCount; c++)
        {
            context.ThrowIfCancellationRequested();
            var chunk = context.Train.Chunk(c);
            for (var row = 0; row < chunk.Rows; row++)
            {
                var k = (int)chunk.Targets[row];
                counts[k]++;
                for (var j = 0; j < width; j++)
                {
                    double x = chunk.Features.Values[(row * width) + j];
                    sums[(k * width) + j] += x;
                    squares[(k * width) + j] += x * x;
                }
            }
        }

        var means = sums.Select((s, i) => s / counts[i / width]).ToArray();
        var variances = squares.Select((s, i) => Math.Max(0, (s / counts[i / width]) - (means[i] * means[i]))).ToArray();
        var smoothing = Math.Max(VarianceSmoothing * variances.Max(), 1e-12);
        var model = new GaussianNaiveBayesModel(
            width, [.. counts.Select(n => Math.Log(n / context.Train.RowCount))], means, [.. variances.Select(v => v + smoothing)]);
        context.Report("train:log_likelihood", model.MeanLogLikelihood(context.Train));
        return model;
    }

    public override Model LoadModel(ModelReader reader) => new GaussianNaiveBayesModel(
        reader.FeatureCount,
        reader.ReadDouble("priors", reader.Classes.Count),
        reader.ReadDouble("means", reader.Classes.Count, reader.FeatureCount),
        reader.ReadDouble("variances", reader.Classes.Count, reader.FeatureCount));
}
#endregion
