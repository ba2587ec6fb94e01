using Slipway.Features;

namespace Slipway.Models;

/// <summary>Metrics of a model on feature rows.</summary>
internal static class ModelEvaluation
{
    public static IReadOnlyList<KeyValuePair<string, double>> Evaluate(
        VectorModel model, FeatureMatrix matrix, LearningTask task, CancellationToken cancellationToken) => throw new NotImplementedException();
}
