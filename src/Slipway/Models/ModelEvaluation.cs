using Slipway.Features;

namespace Slipway.Models;

/// <summary>Metrics of a model on feature rows.</summary>
internal static class ModelEvaluation
{
    private const int BlockRows = 1024;

    /// <summary>
    /// What is worth reporting each epoch. Classification: <c>loss</c> (log loss), <c>accuracy</c>. Regression: <c>loss</c> (half the mean
    /// squared error), <c>rmse</c>, <c>mae</c>, and <c>r2</c> when targets differ.
    /// </summary>
    public static IReadOnlyList<KeyValuePair<string, double>> Evaluate(
        VectorModel model, FeatureMatrix matrix, LearningTask task, CancellationToken cancellationToken)
    {
        if (task == LearningTask.Classification)
        {
            var metrics = new ClassificationMetrics(model.OutputWidth, withAuc: false);
            ForEachBlock(model, matrix, metrics.Add, cancellationToken);
            return metrics.TotalWeight > 0 ? [new("loss", metrics.LogLoss), new("accuracy", metrics.Accuracy)] : throw Weightless("validation rows");
        }

        if (task == LearningTask.Regression)
        {
            var metrics = new RegressionMetrics();
            ForEachBlock(model, matrix, metrics.Add, cancellationToken);
            return metrics.TotalWeight > 0
                ? [new("loss", metrics.MeanSquaredError / 2), .. metrics.ToReport().Metrics.Where(m => m.Key != "max_error")]
                : throw Weightless("validation rows");
        }

        throw new NotSupportedException($"There are no standard metrics for {task}; override Evaluate in the algorithm.");
    }

    /// <summary>Everything that <see cref="EvaluationReport"/> lists, of rows as features.</summary>
    /// <exception cref="DataFormatException">Every row has the weight 0.</exception>
    /// <exception cref="SlipwayException">The model gave a score that is not finite.</exception>
    public static EvaluationReport Report(
        VectorModel model, FeatureMatrix matrix, LearningTask task, IReadOnlyList<string> classes, string source,
        CancellationToken cancellationToken) =>
        model.EvaluateOwn(matrix, cancellationToken) is { } own ? own
            : task == LearningTask.Clustering ? Clusters(model, matrix, cancellationToken)
            : !task.NeedsLabel() ? throw new NotSupportedException($"There are no standard metrics for {task}; score the rows by Model.Score.")
            : Report(task, model.OutputWidth, classes, source, visit => ForEachBlock(model, matrix, visit, cancellationToken));

    /// <summary>Everything that <see cref="EvaluationReport"/> lists, of outputs with their targets and weights.</summary>
    /// <param name="task">Classification or regression.</param>
    /// <param name="width">Outputs of a row.</param>
    /// <param name="classes">Class labels by index.</param>
    /// <param name="source">What the rows come from, for messages.</param>
    /// <param name="read">Passes every block on, once.</param>
    /// <exception cref="DataFormatException">Every row has the weight 0.</exception>
    /// <exception cref="SlipwayException">An output is not finite.</exception>
    public static EvaluationReport Report(
        LearningTask task, int width, IReadOnlyList<string> classes, string source, Action<BlockVisitor> read)
    {
        if (task == LearningTask.Classification)
        {
            var metrics = new ClassificationMetrics(width, withAuc: true);
            read(Checked(width, metrics.Add));
            return metrics.TotalWeight > 0 ? metrics.ToReport(classes) : throw Weightless(source);
        }

        var errors = new RegressionMetrics();
        read(Checked(width, errors.Add));
        return errors.TotalWeight > 0 ? errors.ToReport() : throw Weightless(source);
    }

    private static EvaluationReport Clusters(VectorModel model, FeatureMatrix matrix, CancellationToken cancellationToken)
    {
        var silhouette = new Silhouette(matrix.RowCount, matrix.FeatureCount);
        var outputs = new float[BlockRows];
        ForEachBlock(matrix, block =>
        {
            var clusters = outputs.AsSpan(0, block.Rows);
            model.Score(block.Features, clusters);
            silhouette.Add(block.Features, clusters);
        }, cancellationToken);
        var metrics = new Dictionary<string, double>();
        if (silhouette.Mean(cancellationToken) is { } mean)
        {
            metrics["silhouette"] = mean;
        }

        if (model.SquaredDistances(matrix, cancellationToken) is { Weight: > 0 } distances)
        {
            metrics["msd"] = distances.Sum / distances.Weight;
            metrics["ssd"] = distances.Sum;
        }

        return new EvaluationReport { Task = LearningTask.Clustering, Rows = matrix.RowCount, Metrics = metrics };
    }

    private static BlockVisitor Checked(int width, BlockVisitor visit)
    {
        var rows = 0L;
        return (outputs, targets, weights) =>
        {
            for (var i = 0; i < outputs.Length; i++)
            {
                if (!float.IsFinite(outputs[i]))
                {
                    var value = outputs[i].ToString(System.Globalization.CultureInfo.InvariantCulture);
                    throw new SlipwayException(
                        $"The model gave {value} for row {rows + (i / width) + 1}, so no metric is defined. Its training diverged, or "
                        + "the row lies far outside of the training data.");
                }
            }

            rows += targets.Length;
            visit(outputs, targets, weights);
        };
    }

    private static DataFormatException Weightless(string source) =>
        new("every row has the weight 0, so no metric is defined", source,
            remedy: "Evaluate on rows that count, or without a weight column.");

    /// <summary>Receives the outputs, targets and weights of consecutive rows.</summary>
    public delegate void BlockVisitor(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights);

    private delegate void RowsVisitor(TrainingBatch block);

    private static void ForEachBlock(VectorModel model, FeatureMatrix matrix, BlockVisitor visit, CancellationToken cancellationToken)
    {
        var outputs = new float[BlockRows * model.OutputWidth];
        ForEachBlock(matrix, block =>
        {
            var scored = outputs.AsSpan(0, block.Rows * model.OutputWidth);
            model.Score(block.Features, scored);
            visit(scored, block.Targets, block.Weights);
        }, cancellationToken);
    }

    private static void ForEachBlock(FeatureMatrix matrix, RowsVisitor visit, CancellationToken cancellationToken)
    {
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var chunk = matrix.Chunk(c);
            for (var start = 0; start < chunk.Rows; start += BlockRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                visit(chunk.Slice(start, Math.Min(BlockRows, chunk.Rows - start)));
            }

            matrix.Release(c);
        }
    }
}
