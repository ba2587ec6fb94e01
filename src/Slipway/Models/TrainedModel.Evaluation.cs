using Slipway.Data;
using Slipway.Features;
using Slipway.Models;

namespace Slipway;

public sealed partial class TrainedModel
{
    private const long EvaluationMemory = 256L << 20;

    /// <summary>
    /// Scores the rows of a channel and compares with their labels (clustering: with each other). Weights count when the channel has them;
    /// there is no ranking metric yet, because channels have no groups. Rows beyond 256 MiB of features go to a temporary spill file; the
    /// scores that the area under the ROC curve ranks stay in memory (12 bytes a row, and 4 more for each class where there are more than
    /// two).
    /// </summary>
    /// <param name="channel">Rows with the columns and the label of the training channel.</param>
    /// <param name="services">Object stores; null means <see cref="SlipwayServices.Default"/>.</param>
    /// <param name="cancellationToken">Cancels the evaluation, within one batch.</param>
    /// <exception cref="DataFormatException">A row is malformed, a column is missing, or a label was not in the training data.</exception>
    /// <exception cref="SlipwayException">The model gave a score that is not finite, or of another shape than its task asks
    /// for.</exception>
    /// <exception cref="NotSupportedException">
    /// The model reads record batches and clusters, or it classifies them without knowing its class labels.
    /// </exception>
    public ValueTask<EvaluationReport> EvaluateAsync(
        DataChannel channel, SlipwayServices? services = null, CancellationToken cancellationToken = default)
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
        using var reader = channel.OpenUntil(services, cancellationToken);
        if (_shared.Model is not VectorModel model || Features is not { } features)
        {
            return EvaluateBatches(reader, task, cancellationToken);
        }

        using var matrix = features.Transform(reader, new FitOptions(task) { MemoryBudget = EvaluationMemory }, cancellationToken);
        return matrix.HasTargets || !task.NeedsLabel()
            ? ModelEvaluation.Report(model, matrix, task, Classes, reader.Description, cancellationToken)
            : throw Unlabelled(features.Label?.Column, reader);
    }

    /// <summary>Models that read record batches see them one by one; nothing but the scores for the ROC curve stays in memory.</summary>
    private EvaluationReport EvaluateBatches(ChannelReader reader, LearningTask task, CancellationToken cancellationToken)
    {
        var id = Algorithm.Describe().Id;
        var label = Label ?? (task == LearningTask.Regression && reader.Roles.Label is { } column ? new LabelEncoding(column, []) : null);
        if (!task.NeedsLabel() || (task == LearningTask.Classification && label is null))
        {
            throw new NotSupportedException(
                $"A model of {id} reads record batches and has no "
                + $"{(task.NeedsLabel() ? "class labels" : "features to measure distances of")}; "
                + "score its rows by Model.Score and compare them yourself.");
        }

        if (label is null || BatchColumns.IndexOf(reader.Schema.FieldsList, label.Column) < 0)
        {
            throw Unlabelled(label?.Column, reader);
        }

        var width = task == LearningTask.Classification ? label.Classes.Count : 1;
        return ModelEvaluation.Report(task, width, label.Classes, reader.Description, visit =>
        {
            var roles = new RoleReader(label, reader.Roles.Weight, reader.Description);
            while (reader.Read() is { } batch)
            {
                using (batch)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var (targets, weights) = roles.Read(batch);
                    using var scores = _shared.Model.Score(batch);
                    var (outputs, found) = BatchScores.Read(scores, batch.Length, id);
                    if (found != width)
                    {
                        throw new SlipwayException($"The model of {id} gives {found} scores a row; its task asks for {width}.");
                    }

                    visit(outputs, targets, weights);
                }
            }
        });
    }

    private static DataFormatException Unlabelled(string? column, ChannelReader reader) => new(
        column is null ? "no label to compare with" : $"no label column '{column}' to compare with", reader.Description,
        remedy: "Add WithLabel to the channel.");
}
