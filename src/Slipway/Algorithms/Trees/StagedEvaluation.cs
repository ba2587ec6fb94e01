using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>Validation metrics of a growing sum of trees: each round scores only the newest tree.</summary>
/// <param name="matrix">Validation rows.</param>
/// <param name="classes">Number of classes.</param>
internal sealed class StagedEvaluation(FeatureMatrix matrix, int classes)
{
    private const int BlockRows = 1024;

    private readonly double[] _sums = new double[checked(matrix.RowCount * classes)];
    private readonly float[] _scores = new float[BlockRows * classes];

    /// <summary>Adds a tree.</summary>
    /// <param name="tree">A model whose outputs are leaf values.</param>
    /// <param name="scale">What sums are multiplied with before the softmax.</param>
    /// <param name="cancellationToken">Seen within a block.</param>
    public (double Loss, double Accuracy) Add(TreeEnsembleModel tree, double scale, CancellationToken cancellationToken)
    {
        var metrics = new ClassificationMetrics(classes, withAuc: false);
        var done = 0;
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var chunk = matrix.Chunk(c);
            for (var start = 0; start < chunk.Rows; start += BlockRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var block = chunk.Slice(start, Math.Min(BlockRows, chunk.Rows - start));
                var scores = _scores.AsSpan(0, block.Rows * classes);
                tree.Score(block.Features, scores);
                for (var i = 0; i < scores.Length; i++)
                {
                    scores[i] = (float)((_sums[done + i] += scores[i]) * scale);
                }

                Softmax.Apply(block.Rows, classes, scores);
                metrics.Add(scores, block.Targets, block.Weights);
                done += scores.Length;
            }

            matrix.Release(c);
        }

        return (metrics.LogLoss, metrics.Accuracy);
    }

    public void Save(ModelWriter writer) => writer.Write("validation_sum", [_sums.Length], _sums);

    public void Restore(ModelReader reader) => reader.ReadDouble("validation_sum", _sums.Length).CopyTo(_sums, 0);
}
