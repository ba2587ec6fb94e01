using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Prediction;

/// <summary>Predicts the mean of the training targets plus the row's first feature.</summary>
public sealed record MeanRegressor : Algorithm
{
    public override AlgorithmDescription Describe() => new("tests.mean-regressor", LearningTask.Regression, [])
    {
        Input = AlgorithmInput.DenseFeatures,
    };

    public override Model Train(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var sum = 0.0;
        for (var chunk = 0; chunk < context.Train.ChunkCount; chunk++)
        {
            foreach (var target in context.Train.Chunk(chunk).Targets)
            {
                sum += target;
            }
        }

        return new MeanModel((float)(sum / context.Train.RowCount), context.Train.FeatureCount);
    }

    public override Model LoadModel(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new MeanModel(reader.ReadSingle("mean", 1)[0], reader.FeatureCount);
    }

    private sealed class MeanModel(float mean, int width) : VectorModel
    {
        public override int InputWidth => width;

        public override int OutputWidth => 1;

        public override void Score(FeatureBlock features, Span<float> output)
        {
            for (var row = 0; row < features.Rows; row++)
            {
                output[row] = mean + features.Values[row * width];
            }
        }

        public override void Save(ModelWriter writer) => writer.Write("mean", [1], [mean]);
    }
}
