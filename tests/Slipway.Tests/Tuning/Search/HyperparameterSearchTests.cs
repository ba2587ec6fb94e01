using Slipway.TestProcess;
using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Search;

public class HyperparameterSearchTests
{
    private static readonly Objective Loss = new("validation:loss", MetricDirection.Minimize);
    private static readonly Objective Accuracy = new("validation:accuracy", MetricDirection.Maximize);

    [Fact]
    public void Ask_GivenTwoSearchesOfOneSeed_ProposesTheSame()
    {
        using var one = SequentialSearch.Open(null);
        using var other = SequentialSearch.Open(null);

        SequentialSearch.Run(one, 30);
        SequentialSearch.Run(other, 30);

        Assert.Equal(one.Trials.Select(SequentialSearch.Describe), other.Trials.Select(SequentialSearch.Describe));
        Assert.Equal(30, one.Trials.Select(t => t.Point).Distinct().Count());
        Assert.All(Enum.GetValues<TrialState>().Except([TrialState.Running]), state => Assert.Contains(one.Trials, t => t.State == state));
    }

    [Fact]
    public void Ask_GivenSamplerThatIsDone_ReturnsNullFromThenOn()
    {
        using var search = HyperparameterSearch.Create(Definition(Loss), new FixedSampler([new([1]), new([2])]));

        Assert.Equal([0, 1], [search.Ask()!.Number, search.Ask()!.Number]);
        Assert.Null(search.Ask());
        Assert.Null(search.Ask());
    }

    [Fact]
    public void Ask_GivenProposalOutsideTheSpace_NamesSamplerAndValue()
    {
        using var search = HyperparameterSearch.Create(Definition(Loss), new FixedSampler([new([11])]));

        var error = Assert.Throws<SlipwayException>(() => search.Ask());

        Assert.Contains("fixed", error.Message, StringComparison.Ordinal);
        Assert.Contains("x = 11 (expected: x in {0..10}", error.Message, StringComparison.Ordinal);
        Assert.Empty(search.Trials);
    }

    [Fact]
    public void Trials_GivenLaterChanges_StayWhatTheyWere()
    {
        using var search = HyperparameterSearch.Create(Definition(Loss), new FixedSampler([new([1])]));
        search.Ask();
        search.Report(0, 1, 5);
        var before = search.Trials;

        search.Report(0, 2, 4);
        search.Tell(0, 3);

        Assert.Equal(TrialState.Running, before[0].State);
        Assert.Equal([new TrialReport(1, 5)], before[0].Reports);
        Assert.Equal([new TrialReport(1, 5), new TrialReport(2, 4)], search.Trials[0].Reports);
        Assert.Equal([3.0], search.Trials[0].Values);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Tell_GivenValueThatIsNotFinite_FailsTheTrial(double value)
    {
        using var search = HyperparameterSearch.Create(Definition(Loss), new FixedSampler([new([1])]));
        search.Ask();

        var trial = search.Tell(0, value);

        Assert.Equal(TrialState.Failed, trial.State);
        Assert.Contains("validation:loss is", trial.Reason, StringComparison.Ordinal);
        Assert.Null(search.Best);
    }

    [Fact]
    public void Report_GivenBadInput_SaysWhatIsExpected()
    {
        using var search = HyperparameterSearch.Create(Definition(Loss), new FixedSampler([new([1]), new([2])]));
        search.Ask();
        search.Report(0, 2, 1);

        Assert.Contains("expected: at least 3", Assert.Throws<ArgumentOutOfRangeException>(() => search.Report(0, 2, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("finite", Assert.Throws<ArgumentOutOfRangeException>(() => search.Report(0, 3, double.NaN)).Message, StringComparison.Ordinal);
        Assert.Contains("expected: 0 to 0", Assert.Throws<ArgumentOutOfRangeException>(() => search.Report(1, 1, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("expected: 1, one each for validation:loss", Assert.Throws<ArgumentException>(() => search.Tell(0, 1, 2)).Message, StringComparison.Ordinal);
        search.TellPruned(0, "Enough.");
        Assert.Contains("pruned", Assert.Throws<InvalidOperationException>(() => search.Report(0, 3, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => search.Tell(0, 1));
        Assert.Equal([new TrialReport(2, 1)], search.Trials[0].Reports);
    }

    [Fact]
    public void Restart_GivenReports_DropsThemAndKeepsThePoint()
    {
        using var search = HyperparameterSearch.Create(Definition(Loss), new FixedSampler([new([4])]));
        search.Ask(t => $"job-{t.Number}");
        search.Report(0, 5, 1);

        search.Restart(0);
        search.Report(0, 1, 2);

        Assert.Equal([new TrialReport(1, 2)], search.Trials[0].Reports);
        Assert.Equal((4.0, "job-0"), (search.Trials[0].Point[0], search.Trials[0].JobName));
    }

    [Fact]
    public void Best_GivenEqualTrials_IsTheEarliest()
    {
        using var search = HyperparameterSearch.Create(Definition(Accuracy), new FixedSampler([new([1]), new([2]), new([3])]));
        search.Ask();
        search.Ask();
        search.Ask();

        search.Tell(2, 0.9);
        search.Tell(1, 0.9);
        search.Tell(0, 0.5);

        Assert.Equal(1, search.Best!.Number);
        Assert.Equal([1, 2], search.ParetoFront.Select(t => t.Number));
    }

    [Fact]
    public void ParetoFront_GivenTwoObjectives_HoldsWhatNothingBeats()
    {
        using var search = HyperparameterSearch.Create(Definition(Loss, Accuracy), new FixedSampler([.. Enumerable.Range(0, 5).Select(i => new ParameterPoint([i]))]));
        foreach (var (loss, accuracy) in ((double, double)[])[(3, 0.9), (1, 0.5), (2, 0.5), (2, 0.8), (9, double.NaN)])
        {
            search.Tell(search.Ask()!.Number, loss, accuracy);
        }

        Assert.Equal([0, 1, 3], search.ParetoFront.Select(t => t.Number));
        Assert.Throws<InvalidOperationException>(() => search.Best);
    }

    [Fact]
    public void Create_GivenProblems_ReportsAllAtOnce()
    {
        var outside = new Trial { Number = 0, Point = new([99]), State = TrialState.Completed, Values = [1, 2] };

        var error = Assert.Throws<ArgumentException>(() => HyperparameterSearch.Create(
            Definition(Loss, Loss), new FixedSampler([]), Pruner.SuccessiveHalving(minResource: 0, reductionFactor: 1), new() { WarmStart = [outside] }));

        foreach (var part in (string[])["objective 2 times", "minResource is 0", "reductionFactor is 1", "x = 99"])
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        Assert.Contains("no objective", Assert.Throws<ArgumentException>(
            () => HyperparameterSearch.Create(Definition(), new FixedSampler([]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_GivenWarmStart_NumbersItBelowZeroAndLeavesItOutOfBest()
    {
        var earlier = Enumerable.Range(0, 3).Select(i => new Trial
        {
            Number = i,
            Point = new([i]),
            State = i == 1 ? TrialState.Running : TrialState.Completed,
            Values = i == 1 ? [] : [-5.0],
        });
        using var search = HyperparameterSearch.Create(Definition(Loss), new FixedSampler([new([7])]), options: new() { WarmStart = [.. earlier] });

        search.Tell(search.Ask()!.Number, 1);

        Assert.Equal([(-2, 0.0), (-1, 2.0), (0, 7.0)], search.Trials.Select(t => (t.Number, t.Point[0])));
        Assert.Equal(0, search.Best!.Number);
    }

    [Fact]
    public async Task Ask_GivenManyThreads_GivesEachNumberOnce()
    {
        using var search = HyperparameterSearch.Create(
            Definition(Loss), new FixedSampler([.. Enumerable.Range(0, 2000).Select(i => new ParameterPoint([i % 11]))]), Pruner.Median());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            while (search.Ask() is { } trial)
            {
                search.Report(trial.Number, 1, trial.Point[0]);
                search.Tell(trial.Number, trial.Point[0]);
            }
        }, TestContext.Current.CancellationToken)));

        Assert.Equal(Enumerable.Range(0, 2000), search.Trials.Select(t => t.Number));
        Assert.All(search.Trials, t => Assert.Equal((TrialState.Completed, t.Number % 11), (t.State, t.Values[0])));
        Assert.Equal(0, search.Best!.Number);
    }

    [Fact]
    public void Ask_GivenTenThousandTrials_AllocatesLittle()
    {
        using var search = HyperparameterSearch.Create(Definition(Loss), new FixedSampler([.. Enumerable.Repeat(new ParameterPoint([1]), 10_100)]));
        for (var i = 0; i < 10_000; i++)
        {
            search.Ask();
            search.Tell(i, i);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 10_000; i < 10_100; i++)
        {
            search.Ask();
            search.Tell(i, i);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 1, 8_000);
    }

    private static SearchDefinition Definition(params Objective[] objectives) => new(new ParameterSpace([new IntegerParameter("x", 0, 10)]), objectives);

    private sealed class FixedSampler(ParameterPoint[] points) : ISampler, ISamplerSession
    {
        public string Description => "fixed";

        public IEnumerable<string> FindProblems(SearchDefinition search) => [];

        public ISamplerSession Open(SearchDefinition search) => this;

        public ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials) => number < points.Length ? points[number] : null;
    }
}
