using Slipway.Features;
using Slipway.Peers.Running;

namespace Slipway.Peers.Mlp;

/// <summary>Slipway's steps: what <see cref="MlpClassifier"/> does with each batch of a job.</summary>
internal static class SlipwayMlp
{
    /// <summary>Trains from the initial weights.</summary>
    /// <param name="net">What to train.</param>
    /// <param name="threads">Threads of a step.</param>
    public static Measurement Run(MlpNet net, int threads)
    {
        var algorithm = new MlpClassifier
        {
            HiddenLayers = net.Widths[1..^1],
            BatchSize = net.Batch,
            LearningRate = MlpNet.LearningRate,
            WeightDecay = 0,
        };
        var state = new MlpState(algorithm, net.CreateNetwork(), new ClassificationHead(net.Widths[^1], classWeights: null));
        var targets = new float[net.Batches][];
        for (var batch = 0; batch < net.Batches; batch++)
        {
            targets[batch] = Array.ConvertAll(net.Labels(batch).ToArray(), label => (float)label);
        }

        var step = 0L;
        double Step(int batch)
        {
            var rows = FeatureBlock.Dense(net.Rows(batch), net.Batch, net.Widths[0]);
            var position = new TrainingStep(1, step++, net.Batches, MlpNet.Seed, threads);
            return state.Update(new TrainingBatch(rows, targets[batch], default), position, algorithm.Epochs) / net.Batch;
        }

        return TimedSteps.Run(net, Step, batch => Step(batch));
    }
}
