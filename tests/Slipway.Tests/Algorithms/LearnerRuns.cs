using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Features;
using Slipway.Jobs;
using Slipway.Models;

namespace Slipway.Tests.Algorithms;

/// <summary>Runs of a learner without a job, and models taken apart and rebuilt.</summary>
internal static class LearnerRuns
{
    /// <summary>Trains, and gives the model with the last value of every metric.</summary>
    public static (VectorModel Model, Dictionary<string, double> Metrics) Train(
        Algorithm algorithm, FeatureMatrix train, FeatureMatrix? validation = null, IReadOnlyList<string>? classes = null, ulong seed = 0,
            int threads = 1)
    {
        var metrics = new Dictionary<string, double>();
        var context = TrainingContext.Create(
            algorithm.Describe(), train, validation, classes, seed, threads, m => metrics[m.Name] = m.Value,
                TestContext.Current.CancellationToken);
        return ((VectorModel)algorithm.Train(context), metrics);
    }

    /// <summary>Cancels after some metrics, with a checkpoint at every chance, then trains again with the checkpoint.</summary>
    public static byte[] TrainInTwoParts(Algorithm algorithm, FeatureMatrix train, int metricsBeforeCancel)
    {
        using var folder = new TemporaryFolder();
        using var cancel = new CancellationTokenSource();
        var seen = 0;
        Assert.Throws<OperationCanceledException>(() => algorithm.Train(Context(folder, algorithm, train, () =>
        {
            if (++seen == metricsBeforeCancel)
            {
                cancel.Cancel();
            }
        }, cancel.Token)));
        Assert.NotEmpty(Directory.GetFiles(folder.File("checkpoints")));
        var again = 0;
        using var model = algorithm.Train(Context(folder, algorithm, train, () => again++, CancellationToken.None));
        Assert.True(again > 0, "the second part reported nothing");
        return Bytes(model);
    }

    /// <summary>Everything that a model writes, in one array.</summary>
    public static byte[] Bytes(Model model)
    {
        using var stream = new MemoryStream();
        foreach (var tensor in ModelParts.Of(model).Tensors)
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes($"{tensor.Name}{Tensor.Describe(tensor.Shape)}"));
            tensor.Visit(stream.Write);
        }

        foreach (var (name, value) in ModelParts.Of(model).Values)
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes($"{name}={value?.ToJsonString()}"));
        }

        return stream.ToArray();
    }

    /// <summary>Rebuilds a model from what it writes.</summary>
    /// <param name="algorithm">Its recipe.</param>
    /// <param name="model">The model.</param>
    /// <param name="classes">Class labels.</param>
    /// <param name="tamper">Changes a tensor on the way.</param>
    /// <param name="features">Features that the artifact says there are; null: the model's.</param>
    public static VectorModel Reload(
        Algorithm algorithm, VectorModel model, IReadOnlyList<string>? classes = null, Func<Tensor, Tensor>? tamper = null,
            int? features = null)
    {
        var parts = ModelParts.Of(model);
        var tensors = parts.Tensors.Select(t => tamper?.Invoke(t) ?? t).ToDictionary(t => t.Name);
        return (VectorModel)algorithm.LoadModel(
            new StoredModelReader("model.tar.gz", features ?? model.InputWidth, classes ?? [], tensors, parts.Values, parts.Files));
    }

    /// <summary>Outputs of every row of a matrix.</summary>
    public static float[] Score(VectorModel model, FeatureMatrix matrix)
    {
        var outputs = new float[matrix.RowCount * model.OutputWidth];
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var chunk = matrix.Chunk(c);
            model.Score(chunk.Features, outputs.AsSpan((int)matrix.ChunkStart(c) * model.OutputWidth, chunk.Rows * model.OutputWidth));
        }

        return outputs;
    }

    private static TrainingContext Context(
        TemporaryFolder folder, Algorithm algorithm, FeatureMatrix train, Action onMetric, CancellationToken cancellationToken) =>
        new(algorithm.Describe(), train, new TrainingRunServices
        {
            CancellationToken = cancellationToken,
            OnMetric = _ => onMetric(),
            Checkpoints = new CheckpointStore(
                folder.File("checkpoints"), TimeSpan.Zero, TimeProvider.System, NullLogger.Instance, () => 0, _ => { }),
        })
        {
            Seed = 3,
            MaxThreads = 2,
        };
}
