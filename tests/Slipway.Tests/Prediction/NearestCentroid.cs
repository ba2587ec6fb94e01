using Slipway.Models;

namespace Slipway.Tests.Prediction;

/// <summary>A user's own algorithm: the class whose mean is nearest. Also the smallest one that shows every part of the contract.</summary>
public sealed record NearestCentroid : Algorithm
{
    /// <summary>Scales the distances before they become probabilities.</summary>
    [Bounds(1e-6, 1e6)]
    public double Sharpness { get; init; } = 1;

    public override AlgorithmDescription Describe() => new(
        "tests.nearest-centroid", LearningTask.Classification, [new MetricDefinition("train:accuracy", MetricDirection.Maximize)])
    {
        Input = AlgorithmInput.DenseFeatures,
    };

    public override Model Train(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var width = context.Train.FeatureCount;
        var centroids = new float[context.Classes.Count * width];
        var counts = new float[context.Classes.Count];
        for (var chunk = 0; chunk < context.Train.ChunkCount; chunk++)
        {
            context.ThrowIfCancellationRequested();
            var batch = context.Train.Chunk(chunk);
            for (var row = 0; row < batch.Rows; row++)
            {
                var label = (int)batch.Targets[row];
                counts[label]++;
                for (var i = 0; i < width; i++)
                {
                    var mean = centroids[(label * width) + i];
                    centroids[(label * width) + i] = mean + ((batch.Features.Values[(row * width) + i] - mean) / counts[label]);
                }
            }
        }

        return new CentroidModel(centroids, width, (float)Sharpness);
    }

    public override Model LoadModel(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new CentroidModel(
            reader.ReadSingle("centroids", reader.Classes.Count, reader.FeatureCount), reader.FeatureCount,
            reader.ReadSingle("sharpness", 1)[0]);
    }
}
