using Slipway.Features;
using Slipway.Models;

namespace CustomAlgorithm;

#region custom-algorithm-model
/// <summary>Log priors, means and variances of each class.</summary>
public sealed class GaussianNaiveBayesModel(int width, double[] priors, double[] means, double[] variances) : VectorModel
{
    public override int InputWidth => width;

    public override int OutputWidth => priors.Length;

    public override void Score(FeatureBlock features, Span<float> output)
    {
        Span<double> joint = priors.Length <= 128 ? stackalloc double[priors.Length] : new double[priors.Length];
        for (var row = 0; row < features.Rows; row++)
        {
            var evidence = LogJoint(features.Values.Slice(row * width, width), joint);
            for (var k = 0; k < priors.Length; k++)
            {
                output[(row * priors.Length) + k] = (float)Math.Exp(joint[k] - evidence);
            }
        }
    }

    public override void Save(ModelWriter writer)
    {
        writer.Write("priors", [priors.Length], priors);
        writer.Write("means", [priors.Length, width], means);
        writer.Write("variances", [priors.Length, width], variances);
    }
    #endregion

    internal double MeanLogLikelihood(FeatureMatrix matrix)
    {
        var joint = new double[priors.Length];
        var sum = 0.0;
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var features = matrix.Chunk(c).Features;
            for (var row = 0; row < features.Rows; row++)
            {
                sum += LogJoint(features.Values.Slice(row * width, width), joint);
            }
        }

        return sum / matrix.RowCount;
    }

    /// <summary>Writes log p(class, row) and returns log p(row).</summary>
    private double LogJoint(ReadOnlySpan<float> row, Span<double> joint)
    {
        var largest = double.NegativeInfinity;
        for (var k = 0; k < priors.Length; k++)
        {
            joint[k] = priors[k];
            for (var j = 0; j < width; j++)
            {
                var i = (k * width) + j;
                joint[k] -= 0.5 * (Math.Log(2 * Math.PI * variances[i]) + ((row[j] - means[i]) * (row[j] - means[i]) / variances[i]));
            }

            largest = Math.Max(largest, joint[k]);
        }

        var sum = 0.0;
        foreach (var value in joint)
        {
            sum += Math.Exp(value - largest);
        }

        return largest + Math.Log(sum);
    }
}
