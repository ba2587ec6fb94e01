using Slipway.Testing;
using Slipway.Tuning;

namespace Slipway.Docs.Tests.Snippets;

public class ConformanceSnippets : IClassFixture<SnippetFolder>
{
    #region pruner-conformance
    public static TheoryData<string> PrunerChecks => [.. new PrunerConformance(() => new LeaderPruner(0.1, WarmUpSteps: 2)).Names];

    [Theory, MemberData(nameof(PrunerChecks))]
    public void LeaderPruner_KeepsToItsContract(string check) => new PrunerConformance(() => new LeaderPruner(0.1, WarmUpSteps: 2)).Run(check);
    #endregion

    #region sampler-conformance
    public static TheoryData<string> SamplerChecks => [.. new SamplerConformance(() => new MirrorSampler()).Names];

    [Theory, MemberData(nameof(SamplerChecks))]
    public void MirrorSampler_KeepsToItsContract(string check) => new SamplerConformance(() => new MirrorSampler()).Run(check);
    #endregion

    #region object-store-conformance
    public static TheoryData<string> StoreChecks => [.. new ObjectStoreConformance(() => new MemoryObjectStore(), new Uri("memory://tests/")).Names];

    [Theory, MemberData(nameof(StoreChecks))]
    public void MemoryObjectStore_KeepsToItsContract(string check) =>
        new ObjectStoreConformance(() => new MemoryObjectStore(), new Uri("memory://tests/"), largeObject: 4 << 20).Run(check);
    #endregion

    [Fact]
    public void LeaderPruner_GivenWrongSettings_IsRefusedWithAllProblems()
    {
        var definition = new SearchDefinition(
            new ParameterSpace([new ContinuousParameter("x", 0, 1)]), [new Objective("loss", MetricDirection.Minimize)]);

        var error = Assert.Throws<ArgumentException>(
            () => HyperparameterSearch.Create(definition, Sampler.Random(), new LeaderPruner(double.NaN, WarmUpSteps: -1)));

        Assert.Contains("Margin is NaN", error.Message, StringComparison.Ordinal);
        Assert.Contains("WarmUpSteps is -1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulation_GivenLeaderPruner_SavesTime()
    {
        var (train, validation) = DataChannel.FromCsv("wine.csv").WithLabel("class").Split(0.7, seed: 1, stratified: true);
        #region simulated-backend
        var backend = new SimulatedBackend(
            spec =>
            {
                var end = 0.1 + (0.1 * Math.Abs(Math.Log10(((LinearClassifier)spec.Algorithm).L2) + 3)); // best for 0.001
                return new SimulatedTraining { StepDuration = TimeSpan.FromHours(1), Values = [.. Enumerable.Range(1, 10).Select(epoch => end + (1.0 / epoch))] };
            },
            slots: 4);
        var begin = backend.Clock.GetUtcNow();

        var estimator = Estimator.For(new LinearClassifier()).OnBackend(backend).WithServices(SlipwayServices.Default.WithClock(backend.Clock)).WithOutput("jobs");
        var tuned = await HyperparameterTuner.For(estimator)
            .Vary(a => a.L2, ParameterRange.Log(1e-6, 1.0)).Minimize("validation:loss").WithSampler(Sampler.Random())
            .WithPruner(new LeaderPruner(0.1)).WithMaxTrials(100).WithMaxParallelTrials(4)
            .TuneAsync(train, validation);

        var hours = (backend.Clock.GetUtcNow() - begin).TotalHours; // without the pruner: 250
        Console.WriteLine($"{hours} virtual hours, {backend.Reported} of 1000 epochs");
        #endregion

        Assert.Equal(100, tuned.Trials.Count);
        Assert.InRange(hours, 25, 200);
        Assert.InRange(backend.Reported, 100, 700);
        Assert.InRange(tuned.Best.Values[0], 0.2, 0.25);
    }
}
