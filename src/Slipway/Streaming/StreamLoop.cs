using Slipway.Data;
using Slipway.Features;
using Slipway.Models;
using Slipway.Telemetry;

namespace Slipway.Streaming;

/// <summary>What happens to each micro-batch: it is scored, compared, learned, and the model that results is published.</summary>
internal sealed class StreamLoop(
    StreamingSpec spec, StreamState state, ModelSlot models, StreamMetrics metrics, StreamSnapshots snapshots, Action<DriftDetected> found,
    ModelLineage lineage, CancellationToken cancellationToken)
{
    private const int BlockRows = 1024;
    private long _windowStarted = spec.Job.Services.Clock.GetTimestamp();
    private float[] _outputs = [];

    private int Window => state.Windows + 1;

    /// <summary>Makes the model that the job starts with visible: the one to go on from, or the one of the last checkpoint.</summary>
    public void PublishInitial()
    {
        if (state.Rows > 0)
        {
            Publish();
        }
        else if (spec.Job.InitialModel?.TryShare() is { } initial)
        {
            models.Publish(initial);
        }
    }

    public void Learn(StreamRows rows)
    {
        using (var matrix = state.Encoder.Encode(rows.Batch))
        {
            if (matrix is not null)
            {
                Score(matrix, rows.Batch.Length);
                state.Learner.Learn(matrix);
            }
        }

        if (state.WindowRows == 0)
        {
            _windowStarted = spec.Job.Services.Clock.GetTimestamp();
        }

        SlipwayTelemetry.RowsRead(rows.Batch.Length);
        state.Rows += rows.Batch.Length;
        state.WindowRows += rows.Batch.Length;
        state.MicroBatches++;
        state.Position = rows.Position;
        if (state.WindowRows >= spec.Options.WindowRows
            || (spec.Options.WindowTime is { } limit && spec.Job.Services.Clock.GetElapsedTime(_windowStarted) >= limit))
        {
            EndWindow();
        }

        Publish();
        if (state.Learner.IsSettled && snapshots.IsDue(state.Rows))
        {
            Snapshot();
        }
    }

    /// <summary>Ends the stream with a last snapshot.</summary>
    /// <param name="closing">Whether the window that is not complete ends too, because no more rows come.</param>
    /// <returns>The last model, the caller's own; null when there is none yet.</returns>
    public TrainedModel? Finish(bool closing)
    {
        if (closing && state.WindowRows > 0)
        {
            EndWindow();
            Publish();
        }

        if (models.Current is not null && state.Learner.IsSettled)
        {
            Snapshot();
        }

        return models.Acquire();
    }

    private void Score(FeatureMatrix matrix, int read)
    {
        var model = models.Current?.Model as VectorModel;
        var width = model?.OutputWidth ?? 0;
        state.MicroBatch.Clear();
        double? risen = null;
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var chunk = matrix.Chunk(c);
            for (var start = 0; start < chunk.Rows; start += BlockRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var block = chunk.Slice(start, Math.Min(BlockRows, chunk.Rows - start));
                var outputs = Outputs(block.Rows * width);
                if (model is not null)
                {
                    model.Score(block.Features, outputs);
                    state.MicroBatch.Add(outputs, width, block.Targets, block.Weights);
                    state.Window.Add(outputs, width, block.Targets, block.Weights);
                }

                risen ??= state.Drift?.Add(block, outputs, width, Window);
            }
        }

        var rows = state.Rows + read;
        if (state.MicroBatch.IsDefined)
        {
            foreach (var (name, value, direction) in state.MicroBatch.Metrics())
            {
                metrics.OfMicroBatch($"prequential:{name}", value, direction, Window, rows);
            }
        }

        if (risen is { } before)
        {
            Found(DriftKind.Error, "error", state.Drift!.MeanError, before, null, rows);
        }
    }

    private void EndWindow()
    {
        state.Learner.EndWindow();
        if (state.Window.IsDefined)
        {
            foreach (var (name, value, direction) in state.Window.Metrics())
            {
                metrics.OfWindow($"window:{name}", value, direction, Window, state.Rows);
            }
        }

        state.Drift?.EndWindow(
            (name, value) => metrics.OfWindow(name, value, MetricDirection.Minimize, Window, state.Rows),
            (kind, column, value, reference, chance) => Found(kind, column, value, reference, chance, state.Rows));
        state.Window.Clear();
        state.Windows++;
        state.WindowRows = 0;
    }

    private void Found(DriftKind kind, string column, double value, double reference, double? chance, long rows) =>
        found(new DriftDetected(kind, column, value, reference, chance, Window, rows, spec.Job.Services.Clock.GetUtcNow()));

    private void Publish()
    {
        if (state.Learner.TakeModel() is { } model)
        {
            models.Publish(state.Wrap(model, metrics.Latest, lineage with { CreatedAt = spec.Job.Services.Clock.GetUtcNow() }));
        }
    }

    private void Snapshot()
    {
        using var model = models.Acquire();
        snapshots.Save(state, model!, cancellationToken);
    }

    private Span<float> Outputs(int count)
    {
        if (_outputs.Length < count)
        {
            _outputs = new float[count];
        }

        return _outputs.AsSpan(0, count);
    }
}
