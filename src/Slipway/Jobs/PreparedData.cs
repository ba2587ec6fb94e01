using System.Diagnostics;
using Slipway.Features;
using Slipway.Telemetry;

namespace Slipway.Jobs;

/// <summary>A job's channels as the algorithm reads them.</summary>
internal sealed class PreparedData : IDisposable
{
    /// <summary>
    /// Part of the job's budget that matrices may hold. The other half is for batches that are being read, and for those that the garbage collector
    /// has not yet taken back: measured, they come to 30 MB on a wide numeric table.
    /// </summary>
    private const double MatrixShare = 0.5;

    private const double TrainShare = 0.8;

    private int _users = 1;

    public FittedFeaturePipeline? Features { get; private init; }

    public FeatureMatrix? Train { get; private init; }

    /// <summary>The training rows as a stream, which nobody keeps; <see cref="Train"/> is null then.</summary>
    public PipeRows? Pipe { get; private init; }

    public FeatureMatrix? Validation { get; private init; }

    public IReadOnlyList<string> Classes { get; private init; } = [];

    public long Rows { get; private init; }

    /// <summary>Hash of the training rows as features; empty when the algorithm reads the batches itself.</summary>
    public string Fingerprint { get; private init; } = "";

    /// <summary>Another user of the same matrices, which disposes it as well. To be called by one who has not yet disposed it.</summary>
    public PreparedData Share()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    /// <summary>Reads a job's channels, or takes them over from another job of this process that has read the same.</summary>
    public static PreparedData Prepare(TrainingJobSpec spec, AlgorithmDescription description, TrainingRunServices services, string spillFolder) =>
        description.Input == AlgorithmInput.RecordBatches ? new PreparedData()
        : spec.SharedData is { } shared ? shared.Get(spec, description, services)
        : Read(spec, description, services, spec.MemoryBudget, spillFolder);

    /// <summary>Fits the features in a pass over the training channel, and transforms both channels.</summary>
    public static PreparedData Read(
        TrainingJobSpec spec, AlgorithmDescription description, TrainingRunServices services, long memoryBudget, string spillFolder)
    {
        var start = Stopwatch.GetTimestamp();
        var hasValidation = spec.Channels.ContainsKey(EstimatorChannels.Validation);
        var options = new FitOptions(description.Task)
        {
            RequireDense = description.Input == AlgorithmInput.DenseFeatures,
            MemoryBudget = (long)(memoryBudget * MatrixShare * (hasValidation ? TrainShare : 1)),
            SpillDirectory = spillFolder,
        };
        if (TrainsFromStream(spec))
        {
            return ReadStream(spec, services, options with { MemoryBudget = (long)(spec.MemoryBudget * MatrixShare * (hasValidation ? TrainShare : 1)) }, start);
        }

        if (spec.Channels[EstimatorChannels.Train].InputMode == InputMode.Pipe)
        {
            LogMessages.PipeIsKept(services.Logger, description.Id);
        }

        var fitted = services.UntilStopped(token => FitOrReuse(spec, services, options, token));
        var (features, train) = fitted;
        FeatureMatrix? validation = null;
        try
        {
            validation = hasValidation ? ReadValidation(features, services, options, memoryBudget) : null;

            SlipwayTelemetry.RowsRead(train.RowCount);
            LogMessages.DataReady(
                services.Logger, train.RowCount, train.FeatureCount, train.IsSparse ? "sparse" : "dense",
                train.SpilledBytes + (validation?.SpilledBytes ?? 0), Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            foreach (var warning in fitted.Warnings)
            {
                LogMessages.FeatureWarning(services.Logger, warning);
            }

            return new PreparedData
            {
                Features = features,
                Train = train,
                Validation = validation,
                Classes = features.Label?.Classes ?? [],
                Rows = train.RowCount,
                Fingerprint = train.Fingerprint(),
            };
        }
        catch
        {
            train.Dispose();
            validation?.Dispose();
            throw;
        }
    }

    /// <summary>True when the job's rows are to be streamed: asked for by the channel, and possible for the algorithm.</summary>
    public static bool TrainsFromStream(TrainingJobSpec spec) =>
        spec.Algorithm.TrainsFromStream && spec.Channels[EstimatorChannels.Train].InputMode == InputMode.Pipe;

    /// <summary>The last user out frees the matrices.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            Train?.Dispose();
            Validation?.Dispose();
        }
    }

    private static FeatureMatrix ReadValidation(
        FittedFeaturePipeline features, TrainingRunServices services, FitOptions options, long memoryBudget)
    {
        using var reader = services.Channels[EstimatorChannels.Validation]();
        var share = options with { MemoryBudget = (long)(memoryBudget * MatrixShare * (1 - TrainShare)) };
        return services.UntilStopped(token => features.Transform(reader, share, token));
    }

    private static PreparedData ReadStream(TrainingJobSpec spec, TrainingRunServices services, FitOptions options, long start)
    {
        var channel = spec.Channels[EstimatorChannels.Train];
        var (rows, warnings) = services.UntilStopped(token =>
        {
            var fit = new PipeFit(options, token);
            return (fit.Run(
                services.Channels[EstimatorChannels.Train], spec.Features, spec.InitialModel is null ? null : KnownFeatures(spec),
                (seed, epoch, stop) => channel.OpenEpoch(spec.Services, seed, epoch, stop)), fit.Warnings);
        });
        var validation = spec.Channels.ContainsKey(EstimatorChannels.Validation)
            ? ReadValidation(rows.Features, services, options, spec.MemoryBudget) : null;
        SlipwayTelemetry.RowsRead(rows.RowCount);
        LogMessages.PipeReady(
            services.Logger, rows.RowCount, rows.FeatureCount, rows.Features.IsSparse ? "sparse" : "dense", rows.RowsPerPool, rows.Pools,
            Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        foreach (var warning in warnings)
        {
            LogMessages.FeatureWarning(services.Logger, warning);
        }

        return new PreparedData
        {
            Features = rows.Features,
            Pipe = rows,
            Validation = validation,
            Classes = rows.Features.Label?.Classes ?? [],
            Rows = rows.RowCount,
            Fingerprint = rows.Fingerprint,
        };
    }

    /// <summary>Training that goes on from a model keeps that model's features: other ones would not fit its weights.</summary>
    private static FittedData FitOrReuse(
        TrainingJobSpec spec, TrainingRunServices services, FitOptions options, CancellationToken cancellationToken)
    {
        if (spec.InitialModel is null)
        {
            return spec.Features.FitTransform(services.Channels[EstimatorChannels.Train], options, cancellationToken);
        }

        var features = KnownFeatures(spec);
        using var reader = services.Channels[EstimatorChannels.Train]();
        return new FittedData(features, features.Transform(reader, options, cancellationToken));
    }

    private static FittedFeaturePipeline KnownFeatures(TrainingJobSpec spec) => spec.InitialModel!.Features ?? throw new InvalidOperationException(
        $"The model to go on from has no feature pipeline, but {spec.Algorithm.Describe().Id} trains on features.");
}
