
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

    /// <summary>Six short trainings, some of them given up, with a checkpoint after every batch.</summary>
    public static HyperparameterTuner<MlpClassifier> Tuner(string output, string name, int threads) => HyperparameterTuner
        .For(Estimator.For(Mlp with { Epochs = 5 }).WithOutput(output).WithSeed(7).WithMaxThreads(threads).WithCheckpoints(TimeSpan.Zero))
        .Vary(a => a.LearningRate, ParameterRange.Log(1e-4, 1e-1))
        .Vary(a => a.Dropout, ParameterRange.Linear(0.0, 0.5))
        .Maximize("validation:accuracy")
        .WithSampler(Sampler.Random())
        .WithPruner(Pruner.Median(startupTrials: 2))
        .WithMaxTrials(6)
        .WithSeed(3)
        .WithJournal(Path.Combine(output, name + ".journal"));

    /// <summary>A training whose job directory is in a store: signs of life every quarter second, dead after two.</summary>
    public static Estimator<MlpClassifier> Stored(SlipwayServices services, string scratch, string name) => Estimator.For(Mlp with { Epochs = 25, EarlyStopping = null })
        .WithServices(services)
        .WithOutput("alt://box/models/", new StoredOutputOptions
        {
            ScratchFolder = scratch,
            FlushInterval = TimeSpan.FromMilliseconds(50),
            HeartbeatInterval = TimeSpan.FromMilliseconds(250),
            LeaseDuration = TimeSpan.FromSeconds(2),
        })
        .WithJobName(name).WithSeed(7).WithMaxThreads(1).WithCheckpoints(TimeSpan.Zero);

    public static LinearClassifier Linear { get; } = new() { L2 = 1e-4, MaxIterations = 40 };
}
