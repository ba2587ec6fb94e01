using System.Text.Json.Nodes;
using Slipway.Features;
using Slipway.Jobs;
using Slipway.Models;

namespace Slipway.Streaming;

/// <summary>Everything that the next micro-batch's result depends on: counters, position, features, learner, metrics, drift. Kept as one object.</summary>
internal sealed class StreamState : IDisposable
{
    private readonly StreamingSpec _spec;

    private StreamState(StreamingSpec spec, FittedFeaturePipeline features, FeatureMatrix origin, StreamLearning learning)
    {
        _spec = spec;
        Features = features;
        Origin = origin;
        Learner = spec.Job.Algorithm.CreateStreamLearner(learning);
        var task = learning.Description.Task;
        Window = new PrequentialScore(task);
        MicroBatch = new PrequentialScore(task);
        Encoder = new StreamEncoder(spec, features);
        Drift = spec.Options.Drift is { } drift
            ? new DriftMonitor(
                drift, [.. features.FeatureNames.Take(drift.MaxFeatures)], task, spec.Job.Seed, TargetScaling.Of(origin).Scale)
            : null;
    }

    public FittedFeaturePipeline Features { get; }

    public FeatureMatrix Origin { get; }

    public StreamLearner Learner { get; }

    public StreamEncoder Encoder { get; }

    public PrequentialScore MicroBatch { get; }

    public PrequentialScore Window { get; }

    public DriftMonitor? Drift { get; }

    public long Rows { get; set; }

    public long MicroBatches { get; set; }

    public int Windows { get; set; }

    public int WindowRows { get; set; }

    public string? Position { get; set; }

    /// <summary>A state before the first row.</summary>
    /// <param name="spec">The job.</param>
    /// <param name="features">Fitted.</param>
    /// <param name="first">The rows that they were fitted on, or the first ones; the caller's.</param>
    /// <param name="learning">Makes what the learner is told.</param>
    public static StreamState Begin(
        StreamingSpec spec, FittedFeaturePipeline features, FeatureMatrix first, Func<FittedFeaturePipeline, FeatureMatrix, StreamLearning> learning)
    {
        var origin = StreamOrigin.Of(first);
        var state = new StreamState(spec, features, origin, learning(features, origin));
        try
        {
            state.Learner.Begin(first);
            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>The state that <see cref="Save"/> kept.</summary>
    public static StreamState Restore(
        StreamingSpec spec, ModelReader reader, Func<FittedFeaturePipeline, FeatureMatrix, StreamLearning> learning)
    {
        var saved = reader.ReadValue("stream")!;
        var features = FittedFeaturePipeline.FromJson(reader.ReadValue("features")!.AsObject());
        var origin = StreamOrigin.Restore(reader, features.FeatureCount);
        var state = new StreamState(spec, features, origin, learning(features, origin))
        {
            Rows = saved["rows"]!.GetValue<long>(),
            MicroBatches = saved["micro_batches"]!.GetValue<long>(),
            Windows = saved["windows"]!.GetValue<int>(),
            WindowRows = saved["window_rows"]!.GetValue<int>(),
            Position = saved["position"]?.GetValue<string>(),
        };
        try
        {
            state.Window.Restore(saved["window"]!);
            state.Learner.Restore(reader);
            if (saved["has_drift"]!.GetValue<bool>())
            {
                state.Drift?.Restore(reader);
            }

            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    public void Save(ModelWriter writer)
    {
        writer.WriteValue("stream", new JsonObject
        {
            ["rows"] = Rows,
            ["micro_batches"] = MicroBatches,
            ["windows"] = Windows,
            ["window_rows"] = WindowRows,
            ["position"] = Position,
            ["window"] = Window.Save(),
            ["has_drift"] = Drift is not null,
        });
        writer.WriteValue("features", Features.ToJson());
        StreamOrigin.Save(Origin, writer);
        Learner.Save(writer);
        Drift?.Save(writer);
    }

    /// <summary>A model with what belongs to it.</summary>
    public TrainedModel Wrap(Model model, IReadOnlyList<TrainingMetric> metrics, ModelLineage lineage) => new(
        model, _spec.Job.Algorithm, Features, metrics, lineage with
        {
            TrainingRows = Rows,
            Tags = Position is null
                ? lineage.Tags
                : new Dictionary<string, string>(lineage.Tags) { ["slipway_stream_position"] = Position },
        });

    public void Dispose()
    {
        Learner.Dispose();
        Origin.Dispose();
    }
}
