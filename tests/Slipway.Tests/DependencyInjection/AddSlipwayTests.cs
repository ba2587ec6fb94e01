using System.Diagnostics;
using CustomAlgorithm;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.Telemetry;

namespace Slipway.Tests.DependencyInjection;

public class AddSlipwayTests
{
    [Fact]
    public async Task AddModel_GivenSavedModel_InjectsAPredictorByTypeAndByName()
    {
        using var folder = new TemporaryFolder();
        await TrainAsync(folder);
        await using var provider = new ServiceCollection().AddSlipway().AddModel<float[], Classification>("wine", folder.File("wine")).Services.BuildServiceProvider();

        var byType = provider.GetRequiredService<IPredictor<float[], Classification>>();
        var byName = provider.GetRequiredKeyedService<IPredictor<float[], Classification>>("wine");
        var answer = await byType.PredictAsync(FirstWine, TestContext.Current.CancellationToken);

        Assert.Same(byType, byName);
        Assert.Equal("class_0", answer.Label);
    }

    [Fact]
    public async Task PredictAsync_GivenModelThatIsNotThereYet_FailsAndTriesAgain()
    {
        using var folder = new TemporaryFolder();
        await using var provider = new ServiceCollection().AddSlipway().AddModel<float[], Classification>("wine", folder.File("wine")).Services.BuildServiceProvider();
        var predictor = provider.GetRequiredService<IPredictor<float[], Classification>>();

        await Assert.ThrowsAsync<ArtifactException>(async () => await predictor.PredictAsync(FirstWine, TestContext.Current.CancellationToken));
        await TrainAsync(folder);

        Assert.Equal("class_0", (await predictor.PredictAsync(FirstWine, TestContext.Current.CancellationToken)).Label);
    }

    [Fact]
    public void AddAlgorithm_GivenUsersAlgorithm_MakesItKnown()
    {
        using var provider = new ServiceCollection().AddSlipway().AddAlgorithm<GaussianNaiveBayes>().Services.BuildServiceProvider();

        var services = provider.GetRequiredService<SlipwayServices>();

        Assert.IsType<GaussianNaiveBayes>(services.CreateAlgorithm("sample.gaussian-naive-bayes"));
        Assert.IsType<MlpClassifier>(services.CreateAlgorithm("slipway.mlp-classifier"));
    }

    [Fact]
    public void AddSlipway_GivenBadOption_FailsWithItsNameAndRange()
    {
        using var provider = new ServiceCollection().AddSlipway(o => o.ModelLoadTimeoutSeconds = 0).Services.BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<SlipwayOptions>>().Value);

        Assert.Contains("ModelLoadTimeoutSeconds is 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitAsync_GivenApplicationsLoggers_LogsAndTraces()
    {
        using var folder = new TemporaryFolder();
        var activities = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == SlipwayTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = a =>
            {
                lock (activities)
                {
                    activities.Add(a);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var sink = new ListLoggerProvider();
        await using var provider = new ServiceCollection().AddLogging(b => b.AddProvider(sink)).AddSlipway().Services.BuildServiceProvider();

        using var model = await Estimator.For(new LinearClassifier()).WithOutput(folder.Root).WithJobName("logged")
            .WithServices(provider.GetRequiredService<SlipwayServices>()).FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Contains(sink.Messages, m => m.StartsWith("1 Job logged started", StringComparison.Ordinal));
        Assert.Contains(activities, a => a.OperationName == "slipway.training_job" && (string?)a.GetTagItem("slipway.job") == "logged");
    }

    private static float[] FirstWine => [14.23f, 1.71f, 2.43f, 15.6f, 127, 2.8f, 3.06f, .28f, 2.29f, 5.64f, 1.04f, 3.92f, 1065];

    private static async Task TrainAsync(TemporaryFolder folder)
    {
        using var model = await Estimator.For(new LinearClassifier()).WithOutput(folder.File("jobs")).FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);
        await model.SaveAsync(folder.File("wine"), cancellationToken: TestContext.Current.CancellationToken);
    }

    private sealed class ListLoggerProvider : ILoggerProvider, ILogger
    {
        public List<string> Messages { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Messages)
            {
                Messages.Add($"{eventId.Id} {formatter(state, exception)}");
            }
        }

        public void Dispose()
        {
        }
    }
}
