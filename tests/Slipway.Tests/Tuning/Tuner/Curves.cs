namespace Slipway.Tests.Tuning.Tuner;

/// <summary>Searches over curves: quick, and with known outcomes.</summary>
internal static class Curves
{
    public static SlipwayServices Services { get; } = SlipwayServices.Default.AddAlgorithm<CurveAlgorithm>();

    public static (DataChannel Train, DataChannel Validation) Data { get; } = SampleData.Wine.Split(0.7, seed: 1);

    public static Estimator<CurveAlgorithm> Estimator(TemporaryFolder folder, CurveAlgorithm? algorithm = null) =>
        Slipway.Estimator.For(algorithm ?? new CurveAlgorithm()).WithOutput(folder.Root).WithServices(Services);

    public static HyperparameterTuner<CurveAlgorithm> Tuner(TemporaryFolder folder, CurveAlgorithm? algorithm = null) => HyperparameterTuner
        .For(Estimator(folder, algorithm))
        .Vary(a => a.X, ParameterRange.Linear(0.0, 1.0))
        .Maximize("validation:score")
        .WithSampler(Sampler.Random())
        .WithSeed(1);

    public static Task<TuningResult> RunAsync<TSelf>(
        TunerBuilder<TSelf> tuner, IProgress<TuningProgress>? progress = null, CancellationTokenSource? cancel = null) where TSelf : TunerBuilder<TSelf> =>
        tuner.TuneAsync(Data.Train, Data.Validation, progress, cancel?.Token ?? TestContext.Current.CancellationToken);
}
