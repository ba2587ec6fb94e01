using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Tuner;

public class TuningTaskTests
{
    private static readonly int Cores = Environment.ProcessorCount;

    [Fact]
    public void SpecOf_GivenParallelTrials_SharesCoresAndMemory()
    {
        using var folder = new TemporaryFolder();
        var estimator = Curves.Estimator(folder);

        var task = Task(estimator, parallel: Cores);

        var spec = task.SpecOf(new Trial { Number = 3, Point = new ParameterPoint([0.5]) });
        Assert.Equal(Cores, task.ParallelTrials);
        Assert.Equal(1, spec.MaxThreads);
        Assert.Equal(estimator.Settings.MemoryOfJob / Cores, spec.MemoryBudget);
        Assert.Equal("name-3", spec.Name);
    }

    [Theory]
    [InlineData("../victim")]
    [InlineData("/etc")]
    [InlineData("a/b")]
    [InlineData("")]
    public void JobDirectoryOf_GivenNameThatIsNoJobs_StaysInTheOutput(string hostile)
    {
        using var folder = new TemporaryFolder();

        var directory = Task(Curves.Estimator(folder)).JobDirectoryOf(new Trial { Number = 3, Point = new ParameterPoint([0.5]), JobName = hostile });

        Assert.Equal("name-3", Path.GetFileName(directory));
    }

    [Fact]
    public void ParallelTrials_GivenJobsThatNeedMoreThanTheirShare_AreAsManyAsFit()
    {
        using var folder = new TemporaryFolder();
        var estimator = Curves.Estimator(folder);

        Assert.Equal(1, Task(estimator.WithMaxThreads(Cores), parallel: 8).ParallelTrials);
        Assert.Equal(1, Task(estimator.WithMemoryBudget(EstimatorSettings.AvailableMemory), parallel: 8).ParallelTrials);
        Assert.Equal(8, Task(estimator.WithMaxThreads(Cores).OnBackend(new EventsOnlyBackend()), parallel: 8).ParallelTrials);
    }

    [Fact]
    public void SpecOf_GivenOtherTrialOrSeed_HasAnotherSeed()
    {
        using var folder = new TemporaryFolder();
        var estimator = Curves.Estimator(folder);
        var tasks = new[] { Task(estimator), Task(estimator, seed: 1), Task(estimator.WithSeed(1)) };

        var seeds = tasks.SelectMany(t => Enumerable.Range(0, 3).Select(n => t.SpecOf(new Trial { Number = n, Point = new ParameterPoint([0.5]) }).Seed)).ToList();

        Assert.Equal(9, seeds.Distinct().Count());
    }

    private static TuningTask Task(Estimator<CurveAlgorithm> estimator, int parallel = 1, ulong seed = 0)
    {
        var tuner = HyperparameterTuner.For(estimator).Vary(a => a.X, ParameterRange.Linear(0.0, 1.0)).Maximize("validation:score")
            .WithMaxParallelTrials(parallel).WithSeed(seed).WithName("name");
        return TuningPlan.Of(tuner.Spaces, tuner.Settings).For(Curves.Data.Train, Curves.Data.Validation);
    }
}
