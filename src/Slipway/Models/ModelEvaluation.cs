using Slipway.Features;

namespace Slipway.Models;

/// <summary>Metrics of a model on feature rows.</summary>
internal static class ModelEvaluation
{
    private const int BlockRows = 1024;

    /// <summary>
    /// What is worth reporting each epoch. Classification: <c>loss</c> (log loss), <c>accuracy</c>. Regression: <c>loss</c> (half the mean squared
    /// error), <c>rmse</c>, <c>mae</c>, and <c>r2</c> when targets differ.
    /// </summary>
    public static IReadOnlyList<KeyValuePair<string, double>> Evaluate(
        VectorModel model, FeatureMatrix matrix, LearningTask task, CancellationToken cancellationToken)
    {
        if (task == LearningTask.Classification)
        {
            var metrics = new ClassificationMetrics(model.OutputWidth, withAuc: false);
            ForEachBlock(model, matrix, metrics.Add, cancellationToken);
            return [new("loss", metrics.LogLoss), new("accuracy", metrics.Accuracy)];
        }

        if (task == LearningTask.Regression)
        {
            var metrics = new RegressionMetrics();
            ForEachBlock(model, matrix, metrics.Add, cancellationToken);
            return [new("loss", metrics.MeanSquaredError / 2), .. metrics.ToReport().Metrics.Where(m => m.Key != "max_error")];
        }

        throw new NotSupportedException($"There are no standard metrics for {task}; override Evaluate in the algorithm.");
    }

    /// <summary>Everything that <see cref="EvaluationReport"/> lists.</summary>
    public static EvaluationReport Report(
        VectorModel model, FeatureMatrix matrix, LearningTask task, IReadOnlyList<string> classes, CancellationToken cancellationToken)
    {
        if (task == LearningTask.Classification)
        {
            var metrics = new ClassificationMetrics(model.OutputWidth, withAuc: true);
            ForEachBlock(model, matrix, metrics.Add, cancellationToken);
            return metrics.ToReport(classes);
        }

        var errors = new RegressionMetrics();
        ForEachBlock(model, matrix, errors.Add, cancellationToken);
        return errors.ToReport();
    }

    /// <summary>Receives the outputs, targets and weights of consecutive rows.</summary>
    public delegate void BlockVisitor(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights);

    private static void ForEachBlock(VectorModel model, FeatureMatrix matrix, BlockVisitor visit, CancellationToken cancellationToken)
    {
        var outputs = new float[BlockRows * model.OutputWidth];
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var chunk = matrix.Chunk(c);
            for (var start = 0; start < chunk.Rows; start += BlockRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var block = chunk.Slice(start, Math.Min(BlockRows, chunk.Rows - start));
                var scored = outputs.AsSpan(0, block.Rows * model.OutputWidth);
                model.Score(block.Features, scored);
                visit(scored, block.Targets, block.Weights);
            }

            matrix.Release(c);
        }
    }
}
