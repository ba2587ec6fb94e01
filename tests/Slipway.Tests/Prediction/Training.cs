using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Prediction;

/// <summary>Trains an algorithm on a channel without a job.</summary>
internal static class Training
{
    public static TrainedModel Fit(Algorithm algorithm, DataChannel channel)
    {
        var description = algorithm.Describe();
        var fitted = FeaturePipeline.Auto.FitTransform(
            () => channel.Open(), new FitOptions(description.Task) { RequireDense = true }, TestContext.Current.CancellationToken);
        using var matrix = fitted.Matrix;
        var context = TrainingContext.Create(description, matrix, classes: fitted.Pipeline.Label?.Classes);
        return new TrainedModel(algorithm.Train(context), algorithm, fitted.Pipeline, [], new ModelLineage());
    }

    /// <summary>Class probabilities of a channel's rows by the batch path: pipeline over record batches, then the model.</summary>
    public static float[] BatchScores(TrainedModel model, DataChannel channel)
    {
        var vectors = (VectorModel)model.Model;
        var encoder = model.Features!.CreateRowEncoder();
        using var reader = channel.Open();
        while (reader.Read() is { } batch)
        {
            using (batch)
            {
                model.Features.Encode(batch, encoder);
            }
        }

        var scores = new float[encoder.Rows.Rows * vectors.OutputWidth];
        vectors.Score(encoder.Rows, scores);
        return scores;
    }
}
