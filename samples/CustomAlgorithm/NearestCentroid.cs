using Slipway;
using Slipway.Features;
using Slipway.Models;

namespace CustomAlgorithm;

/// <summary>The smallest useful algorithm of one's own, recipe and model: a row belongs to the class whose mean is nearest.</summary>
public sealed record NearestCentroid : Algorithm
{
    public override AlgorithmDescription Describe() =>
        new("sample.nearest-centroid", LearningTask.Classification, []) { Input = AlgorithmInput.DenseFeatures };

    public override Model Train(TrainingContext context)
    {
        var (classes, width) = (context.Classes.Count, context.Train.FeatureCount);
        var (sums, counts) = (new double[classes * width], new double[classes]);
        for (var c = 0; c < context.Train.ChunkCount; c++)
        {
            context.ThrowIfCancellationRequested();
            var chunk = context.Train.Chunk(c);
            for (var i = 0; i < chunk.Rows * width; i++)
            {
                sums[((int)chunk.Targets[i / width] * width) + (i % width)] += chunk.Features.Values[i];
                counts[(int)chunk.Targets[i / width]] += 1.0 / width;
            }
        }

        return new CentroidModel(width, [.. sums.Select((s, i) => (float)(s / counts[i / width]))]);
    }

    public override Model LoadModel(ModelReader reader) => new CentroidModel(
        reader.FeatureCount, reader.ReadSingle("centroids", reader.Classes.Count, reader.FeatureCount));

    private sealed class CentroidModel(int width, float[] centroids) : VectorModel
    {
        public override int InputWidth => width;

        public override int OutputWidth => centroids.Length / width;

        public override void Score(FeatureBlock features, Span<float> output)
        {
            for (var i = 0; i < features.Rows * OutputWidth; i++)
            {
                var row = features.Values.Slice(i / OutputWidth * width, width);
                var k = i % OutputWidth * width;
                var distance = 0f;
                for (var j = 0; j < width; j++)
                {
                    distance += (row[j] - centroids[k + j]) * (row[j] - centroids[k + j]);
                }

                output[i] = 1 / (1 + distance);
            }
        }

        public override void Save(ModelWriter writer) => writer.Write("centroids", [OutputWidth, width], centroids);
    }
}
