using Slipway.Features;
using Slipway.Models;

namespace Slipway;

public sealed partial class TrainedModel
{
    private const long EvaluationMemory = 256L << 20;

    /// <summary>
    /// Scores the rows of a labelled channel and compares. Rows beyond 256 MiB of features go to a temporary spill file; the scores that the area
    /// under the ROC curve ranks stay in memory (12 bytes a row, and 4 more for each class where there are more than two).
    /// </summary>
    /// <param name="channel">Rows with the columns and the label of the training channel.</param>
    /// <param name="services">Object stores; null means <see cref="SlipwayServices.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the evaluation, within one batch.</param>
    /// <exception cref="DataFormatException">A row is malformed, a column is missing, or a label was not in the training data.</exception>
    /// <exception cref="NotSupportedException">The model is not a <see cref="VectorModel"/>, or its task has no label to compare with.</exception>
    public ValueTask<EvaluationReport> EvaluateAsync(DataChannel channel, SlipwayServices? services = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(channel);
        var lease = Acquire();
        return new ValueTask<EvaluationReport>(Task.Factory.StartNew(
            () =>
            {
                using (lease)
                {
                    return Evaluate(channel, services ?? SlipwayServices.Default, cancellationToken);
                }
            },
            cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    private EvaluationReport Evaluate(DataChannel channel, SlipwayServices services, CancellationToken cancellationToken)
    {
        var task = Algorithm.Describe().Task;
        if (_shared.Model is not VectorModel model || Features is not { Label: not null } features || task == LearningTask.Clustering)
        {
            throw new NotSupportedException($"A model of {Algorithm.Describe().Id} has no features and label to be compared with; score its rows by Model.Score.");
        }

        using var reader = channel.Open(services);
        using var matrix = features.Transform(reader, new FitOptions(task) { MemoryBudget = EvaluationMemory }, cancellationToken);
        if (matrix.RowCount == 0)
        {
            throw new DataFormatException("no rows to evaluate on", reader.Description);
        }

        if (!matrix.HasTargets)
        {
            throw new DataFormatException(
                $"no label column '{features.Label.Column}' to compare with", reader.Description, remedy: "Add WithLabel to the channel.");
        }

        return ModelEvaluation.Report(model, matrix, task, Classes, cancellationToken);
    }
}
