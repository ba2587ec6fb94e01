
namespace Slipway.TestProcess;

/// <summary>What the process trains; the tests train the same beside it.</summary>
public static class Recipes
{
    public static MlpClassifier Mlp { get; } = new()
    {
        HiddenLayers = [48, 24],
        Epochs = 12,
        BatchSize = 48,
        Dropout = 0.1,
        Schedule = LearningRateSchedule.Cosine,
        EarlyStopping = new EarlyStopping { Metric = "validation:accuracy", Patience = 50 },
    };

    public static LinearClassifier Linear { get; } = new() { L2 = 1e-4, MaxIterations = 40 };
}
