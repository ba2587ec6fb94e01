using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Telemetry;

namespace Slipway.Docs.Tests.Snippets;

public class HostingSnippets : IClassFixture<SnippetFolder>
{
    [Fact]
    public async Task AddModel_GivenArtifact_InjectsAPredictor()
    {
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class").WithFeatures("alcohol", "flavanoids", "proline");
        using (var model = await Estimator.For(new LinearClassifier()).WithOutput("jobs").FitAsync(wine))
        {
            await model.SaveAsync("models/wine");
        }

        var services = new ServiceCollection();

        #region di-register
        services.AddLogging();
        services.AddSlipway(options => options.ModelLoadTimeoutSeconds = 30)
            .AddAlgorithm<CustomAlgorithm.GaussianNaiveBayes>()      // so that models of your own algorithm can be loaded
            .AddModel<Bottle, Classification>("wine", "models/wine"); // file, folder or job directory; loaded at the first prediction
        #endregion

        services.AddSingleton<WineService>();
        await using var provider = services.BuildServiceProvider();

        Assert.Equal("class_0", await provider.GetRequiredService<WineService>().ClassAsync(new Bottle(14.2, 3.1f, 1065)));

        #region di-services
        // What AddSlipway built (clock, loggers, stores, known algorithms) also serves training and loading by hand.
        var slipway = provider.GetRequiredService<SlipwayServices>();
        using var trained = await Estimator.For(new LinearClassifier()).WithServices(slipway).WithOutput("jobs").FitAsync(wine);
        using var loaded = await TrainedModel.LoadAsync("models/wine", slipway);
        #endregion

        Assert.Equal(trained.Digest, loaded.Digest);
        Assert.Contains("sample.gaussian-naive-bayes", slipway.AlgorithmIds);
    }

    public record Bottle(double Alcohol, float Flavanoids, int? Proline);

    #region di-inject
    public class WineService([FromKeyedServices("wine")] IPredictor<Bottle, Classification> predictor)
    {
        public async Task<string> ClassAsync(Bottle bottle) => (await predictor.PredictAsync(bottle)).Label;
    }
    #endregion

    [Fact]
    public async Task Telemetry_GivenListeners_IsHeard()
    {
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");
        using var lines = new LineLogger();

        #region logging
        using var loggers = LoggerFactory.Create(b => b.AddProvider(lines).SetMinimumLevel(LogLevel.Debug));
        var services = SlipwayServices.Default.WithLoggers(loggers);
        using var model = await Estimator.For(new MlpClassifier { Epochs = 2 }).WithServices(services).WithOutput("jobs").FitAsync(wine);
        #endregion

        Assert.Contains(lines.Entries, e => e is { Category: "Slipway.Job", Id: 1, Level: LogLevel.Information });
        Assert.Equal(2, lines.Entries.Count(e => e.Id == 3));

        #region telemetry
        var activities = new List<string>();
        using var traces = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SlipwayTelemetry.Name,   // "Slipway"
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => activities.Add($"{activity.OperationName} {activity.GetTagItem("slipway.algorithm")}"),
        };
        ActivitySource.AddActivityListener(traces);

        long jobs = 0;
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == SlipwayTelemetry.Name && instrument.Name == "slipway.training.jobs")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>((_, value, _, _) => jobs += value);
        meters.Start();
        #endregion

        using (await Estimator.For(new LinearClassifier()).WithOutput("jobs").FitAsync(wine))
        {
            Assert.Equal(["slipway.training_job slipway.linear-classifier"], activities);
            Assert.Equal(1, jobs);
        }
    }
}
