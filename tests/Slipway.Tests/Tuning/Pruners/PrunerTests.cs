using System.Diagnostics;
using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Pruners;

/// <summary>Hand-worked examples, bad settings, and the price of a decision.</summary>
public class PrunerTests
{
    private static readonly SearchDefinition Definition = new(
        new ParameterSpace([new ContinuousParameter("x", 0, 1)]), [new Objective("validation:accuracy", MetricDirection.Maximize)]);

    [Fact]
    public void Median_GivenFiveCompletedTrials_GivesUpWhatIsBelowTheirMedian()
    {
        using var search = HyperparameterSearch.Create(Definition, new CentreSampler(), Pruner.Median(startupTrials: 5));
        foreach (var value in (double[])[0.1, 0.5, 0.3, 0.2, 0.4])
        {
            Assert.Null(search.Report(search.Ask()!.Number, 1, value));
            search.Tell(search.Trials.Count - 1, value);
        }

        Assert.Null(search.Report(search.Ask()!.Number, 1, 0.3));
        var reason = search.Report(search.Ask()!.Number, 1, 0.29);

        Assert.Equal("The best validation:accuracy up to step 1, 0.29, is worse than 0.3, which bounds the best 50% of 5 completed trials at that step.", reason);
    }

    [Fact]
    public void SuccessiveHalving_GivenTwoAtATime_PromotesTheBetterHalf()
    {
        using var search = HyperparameterSearch.Create(Definition, new CentreSampler(), Pruner.SuccessiveHalving(reductionFactor: 2));
        string? Next(double value) => search.Report(search.Ask()!.Number, 1, value);

        Assert.Null(Next(0.5)); // the first goes on
        Assert.NotNull(Next(0.4)); // 1 of 2 goes on, and 0.5 is better
        Assert.Null(Next(0.6)); // 1 of 3
        Assert.Null(Next(0.55)); // 2 of 4
        Assert.NotNull(Next(0.5)); // 2 of 5: 0.6 and 0.55
    }

    [Fact]
    public void SuccessiveHalving_GivenReportThatPassesSeveralRungs_JudgesAtTheHighest()
    {
        using var search = HyperparameterSearch.Create(Definition, new CentreSampler(), Pruner.SuccessiveHalving(reductionFactor: 2));
        search.Ask();
        search.Report(0, 1, 0.9);

        Assert.Null(search.Report(search.Ask()!.Number, 4, 0.1)); // rung 2, where trial 0 has not come yet
        Assert.NotNull(search.Report(search.Ask()!.Number, 5, 0.05)); // rung 2 too
    }

    [Fact]
    public void Hyperband_GivenNoMaximum_WaitsForTheFirstCompletedTrial()
    {
        using var search = HyperparameterSearch.Create(Definition, new CentreSampler(), Pruner.Hyperband());
        for (var i = 0; i < 30; i++)
        {
            Assert.Null(search.Report(search.Ask()!.Number, 1, 1.0 / (i + 2)));
        }

        search.Report(0, 9, 0.5);
        search.Tell(0, 0.5);

        Assert.Contains(Enumerable.Range(0, 60), _ => search.Report(search.Ask()!.Number, 1, 0.001)?.Contains("Hyperband, bracket 1 of 3", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void HyperbandBrackets_GivenThePapersExample_SharesAsItsTable()
    {
        // R = 81, eta = 3 (Li et al. 2018, table 1): 81, 34, 15, 8 and 5 trials begin in the brackets.
        var brackets = new HyperbandBrackets(1, 81, 3);
        int[] table = [81, 34, 15, 8, 5];

        var shares = Enumerable.Range(0, 1430).CountBy(brackets.Of).OrderBy(p => p.Key).Select(p => p.Value).ToList();

        Assert.Equal(5, brackets.Count);
        Assert.All(table.Zip(shares), p => Assert.InRange(p.Second, (p.First * 10) - 12, (p.First * 10) + 12));
    }

    [Theory]
    [InlineData(-1, 0.0)]
    [InlineData(2, -1.0)]
    [InlineData(2, double.NaN)]
    public void Patience_GivenBadSettings_IsRefused(int steps, double minDelta) => Refused(Pruner.Patience(steps, minDelta));

    [Fact]
    public void Pruners_GivenBadSettings_AreRefusedWithAllReasons()
    {
        Assert.Equal(5, Refused(Pruner.Percentile(101, -1, -1, 0, 0)));
        Assert.Equal(4, Refused(Pruner.SuccessiveHalving(0, 1, -1, -1)));
        Assert.Equal(3, Refused(Pruner.Hyperband(2, 1, 1, -1)));
        Assert.Equal(1, Refused(Pruner.Threshold()));
        Assert.Equal(3, Refused(Pruner.Threshold(2, 1, -1, 0)));
        Assert.Equal(2, Refused(Pruner.Patience(-1, inner: Pruner.Percentile(-1))));
    }

    public static TheoryData<string> Fast => ["median", "halving", "hyperband"];

    [Theory]
    [MemberData(nameof(Fast))]
    public void ShouldPrune_GivenTenThousandTrials_DoesNotLookAtThemAgain(string name)
    {
        var pruner = name == "median" ? Pruner.Median() : name == "halving" ? Pruner.SuccessiveHalving() : Pruner.Hyperband(maxResource: 27);
        var trials = new CountingList([.. Enumerable.Range(0, 10_000).Select(Completed), new Trial { Number = 10_000, Point = new([0.5]), Reports = [new(1, 0.5)] }]);
        var session = pruner.Open(Definition);
        session.ShouldPrune(trials[10_000], trials);
        trials.Reads = 0;

        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 1000; i++)
        {
            session.ShouldPrune(trials[10_000], trials);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {watch.Elapsed.TotalMicroseconds / 1000:F2} us a report");
        Assert.InRange(trials.Reads / 1000, 0, 10);
    }

    private static Trial Completed(int number) => new()
    {
        Number = number,
        Point = new([0.5]),
        State = TrialState.Completed,
        Values = [number % 100 / 100.0],
        Reports = [.. Enumerable.Range(1, 27).Select(s => new TrialReport(s, number % (50 + s) / 100.0))],
    };

    private static int Refused(IPruner pruner)
    {
        Assert.Throws<ArgumentException>(() => HyperparameterSearch.Create(Definition, new CentreSampler(), pruner));
        return pruner.FindProblems(Definition).Count();
    }

    private sealed class CountingList(List<Trial> trials) : IReadOnlyList<Trial>
    {
        public int Reads { get; set; }

        public int Count => trials.Count;

        public Trial this[int index]
        {
            get
            {
                Reads++;
                return trials[index];
            }
        }

        public IEnumerator<Trial> GetEnumerator() => Enumerable.Range(0, Count).Select(i => this[i]).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
