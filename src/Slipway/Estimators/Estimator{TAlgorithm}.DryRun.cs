using System.Diagnostics;
using Slipway.Jobs;
using Slipway.Storage;

namespace Slipway;

public sealed partial class Estimator<TAlgorithm>
{
    private const int DryRunRows = 4096;
    private const int DryRunSteps = 4;
    private static readonly TimeSpan CountLimit = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Pushes a sample of rows through everything that a real training does (reading, features, a few batches, saving, loading, scoring) and
    /// estimates time and memory. Leaves nothing behind.
    /// </summary>
    /// <param name="train">
    /// Training rows; all are counted, for at most two seconds, and about 4,096 of them are used, taken from everywhere (from the start when counting
    /// was cut off).
    /// </param>
    /// <param name="validation">Rows to validate on, or null.</param>
    /// <param name="cancellationToken">Cancels the dry run.</param>
    /// <exception cref="HyperparameterException">Hyperparameters out of range; all of them.</exception>
    /// <exception cref="TrainingFailedException">The dry run failed as the training would have; the inner exception is the cause.</exception>
    public async Task<DryRunReport> DryRunAsync(DataChannel train, DataChannel? validation = null, CancellationToken cancellationToken = default)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"slipway-dry-run-{Guid.NewGuid():N}");
        var sampled = Validated(train, validation, null) with
        {
            Output = folder,
            CheckpointInterval = null,
            MaxRuntime = null,
            MaxSteps = DryRunSteps,
        };
        try
        {
            return await Task.Factory.StartNew(
                () => RunDry(sampled, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .ConfigureAwait(false);
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static DryRunReport RunDry(TrainingJobSpec whole, CancellationToken cancellationToken)
    {
        try
        {
            var (rows, complete) = Count(whole.Channels[EstimatorChannels.Train], whole.Services, cancellationToken);
            var sampled = whole with
            {
                Channels = whole.Channels.ToDictionary(c => c.Key, c => Sample(c.Value, rows, complete), StringComparer.Ordinal),
            };
            return RunDry(sampled, rows, complete, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException and not TrainingFailedException)
        {
            throw new TrainingFailedException(whole.Name, e.Message, innerException: e);
        }
        finally
        {
            whole.InitialModel?.Dispose();
        }
    }

    /// <summary>Rows from everywhere, because files are often sorted by label; the first ones where reading all would take too long.</summary>
    private static DataChannel Sample(DataChannel channel, long rows, bool complete) => complete && rows > DryRunRows
        ? channel.Split((double)DryRunRows / rows).Train
        : channel.Take(DryRunRows);

    private static DryRunReport RunDry(TrainingJobSpec spec, long rows, bool complete, CancellationToken cancellationToken)
    {
        double? firstLoss = null;
        var services = new TrainingRunServices
        {
            Channels = spec.Channels.ToDictionary(c => c.Key, c => (Func<Data.ChannelReader>)(() => c.Value.Open(spec.Services)), StringComparer.Ordinal),
            CancellationToken = cancellationToken,
            Clock = spec.Services.Clock,
            OnMetric = m => firstLoss ??= m.Name == "train:loss" ? m.Value : null,
        };
        var description = spec.Algorithm.Describe();
        var start = Stopwatch.GetTimestamp();
        using var data = PreparedData.Prepare(spec, description, services, spec.Output);
        var reading = Stopwatch.GetElapsedTime(start);
        var context = new TrainingContext(description, data.Train, services)
        {
            Pipe = data.Pipe,
            Validation = data.Validation,
            Classes = data.Classes,
            Seed = spec.Seed,
            MaxThreads = spec.MaxThreads,
            MaxSteps = DryRunSteps,
            InitialModel = spec.InitialModel?.Model,
        };
        start = Stopwatch.GetTimestamp();
        using var model = new TrainedModel(
            spec.Algorithm.Train(context), spec.Algorithm, data.Features, [], JobRecord.Lineage(spec, new JobStatus { State = JobState.Running }, data, default));
        var training = Stopwatch.GetElapsedTime(start);
        RoundTrip(model, spec, cancellationToken);
        return Estimate(spec, data, rows, complete, reading, training, context.StepsTaken, firstLoss);
    }

    private static void RoundTrip(TrainedModel model, TrainingJobSpec spec, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(spec.Output);
        var file = Path.Combine(spec.Output, "model.tar.gz");
        model.SaveAsync(file, spec.Services, cancellationToken).AsTask().GetAwaiter().GetResult();
        using var loaded = TrainedModel.LoadAsync(file, spec.Services, cancellationToken: cancellationToken).AsTask().GetAwaiter().GetResult();
        _ = loaded.EvaluateAsync(spec.Channels[EstimatorChannels.Train].Take(256), spec.Services, cancellationToken).AsTask().GetAwaiter().GetResult();
    }

    private static DryRunReport Estimate(
        TrainingJobSpec spec, PreparedData data, long rows, bool complete, TimeSpan reading, TimeSpan training, int steps, double? firstLoss)
    {
        var sampled = Math.Max(1, data.Rows);
        var bytes = data.Pipe is not null ? 0 : data.Train is { IsSparse: false } matrix ? rows * matrix.FeatureCount * sizeof(float) : (data.Train?.StoredBytes ?? 0) / sampled * rows;
        return new DryRunReport
        {
            Rows = rows,
            AllRowsCounted = complete,
            Features = data.Features?.FeatureCount ?? 0,
            Classes = data.Classes,
            FirstLoss = firstLoss,
            EstimatedDuration = (reading * ((double)rows / sampled)) + spec.Algorithm.Extrapolate(training, Math.Max(1, steps), sampled, rows),
            EstimatedMatrixBytes = bytes,
            WouldSpill = bytes > spec.MemoryBudget / 2,
        };
    }

    private static (long Rows, bool Complete) Count(DataChannel channel, SlipwayServices services, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var reader = channel.Open(services);
        long rows = 0;
        while (reader.Read() is { } batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using (batch)
            {
                rows += batch.Length;
            }

            if (Stopwatch.GetElapsedTime(start) > CountLimit)
            {
                return (rows, false);
            }
        }

        return (rows, true);
    }
}
