using Slipway.Features;

namespace Slipway;

/// <summary>The rows that count, with targets and weights.</summary>
/// <param name="Rows">Features.</param>
/// <param name="Targets">One a row.</param>
/// <param name="Weights">One a row, greater than 0, with the class's weight in it.</param>
internal sealed record SvmTrainingData(SvmRows Rows, float[] Targets, double[] Weights)
{
    /// <summary>Copies a matrix, without the rows whose weight is 0.</summary>
    public static SvmTrainingData Read(FeatureMatrix matrix, float[]? classWeights)
    {
        var rows = SvmRows.Copy(matrix);
        var targets = new float[rows.Count];
        var weights = new double[rows.Count];
        var at = 0;
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var chunk = matrix.Chunk(c);
            for (var i = 0; i < chunk.Rows; i++, at++)
            {
                targets[at] = chunk.Targets[i];
                weights[at] = ClassWeightTable.RowWeight(classWeights, chunk, i);
            }
        }

        int[] counted = [.. Enumerable.Range(0, at).Where(i => weights[i] > 0)];
        if (counted.Length == at)
        {
            return new SvmTrainingData(rows, targets, weights);
        }

        return new SvmTrainingData(rows.Subset(counted), [.. counted.Select(i => targets[i])], [.. counted.Select(i => weights[i])]);
    }
}
