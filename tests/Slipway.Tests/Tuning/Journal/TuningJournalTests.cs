using System.Diagnostics;
using System.Text.Json;
using Slipway.TestProcess;
using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Journal;

public class TuningJournalTests
{
    private const int Trials = 8;

    [Fact]
    public void Create_GivenJournalCutAtAnyByte_ProposesAsUndisturbed()
    {
        using var folder = new TemporaryFolder();
        var (expected, bytes) = Undisturbed(folder);
        var cut = folder.File("cut");

        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(cut, bytes[..length]);

            using (var search = SequentialSearch.Open(cut))
            {
                SequentialSearch.Run(search, Trials);
                Assert.Equal(expected, search.Trials.Select(SequentialSearch.Describe));
            }

            using var again = SequentialSearch.Open(cut);
            Assert.Equal(expected, again.Trials.Select(SequentialSearch.Describe));
        }
    }

    [Theory]
    [InlineData(0x01)]
    [InlineData(0x20)]
    public void Create_GivenAnyByteChanged_RefusesAndChangesNothing(byte bits)
    {
        using var folder = new TemporaryFolder();
        var (_, bytes) = Undisturbed(folder);
        var damaged = folder.File("damaged");

        for (var i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= bits;
            File.WriteAllBytes(damaged, changed);

            var error = Assert.Throws<TuningJournalException>(() => SequentialSearch.Open(damaged));

            Assert.Contains("Nothing was changed", error.Message, StringComparison.Ordinal);
            Assert.True(changed.AsSpan().SequenceEqual(File.ReadAllBytes(damaged)), $"byte {i}");
        }
    }

    [Theory]
    [InlineData("missing", 7, "this is line 8 of what was written, so lines before it are missing")]
    [InlineData("twice", 8, "here twice or out of order")]
    public void Create_GivenLinesMissingOrTwice_NamesTheLine(string damage, int line, string message)
    {
        using var folder = new TemporaryFolder();
        Undisturbed(folder);
        var lines = File.ReadAllLines(folder.File("whole")).ToList();
        if (damage == "missing")
        {
            lines.RemoveAt(6);
        }
        else
        {
            lines.Insert(7, lines[6]);
        }

        File.WriteAllText(folder.File("damaged"), string.Concat(lines.Select(l => l + "\n")));

        var error = Assert.Throws<TuningJournalException>(() => SequentialSearch.Open(folder.File("damaged")));

        Assert.Equal(line, error.Line);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains($"head -n {line - 1}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("alcohol,label\n1,2\n")]
    [InlineData("{\"seq\":1,\"event\":\"other")]
    public void Create_GivenFileThatIsNoJournal_LeavesItAlone(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("data"), content);

        var error = Assert.Throws<TuningJournalException>(() => SequentialSearch.Open(folder.File("data")));

        Assert.Contains("not a tuning journal", error.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(folder.File("data")));
    }

    [Fact]
    public void Create_GivenJournalOfAnotherSearch_ListsEachDifference()
    {
        using var folder = new TemporaryFolder();
        Undisturbed(folder);
        var before = File.ReadAllBytes(folder.File("whole"));
        var other = new SearchDefinition(
            new ParameterSpace([.. SequentialSearch.Definition.Space.Parameters.Take(3), new IntegerParameter("units", 1, 65), new ContinuousParameter("momentum", 0, 1)]),
            [new Objective("validation:accuracy", MetricDirection.Maximize)], Seed: 12);

        var error = Assert.Throws<TuningJournalException>(() => HyperparameterSearch.Create(other, new HistorySampler(), Pruner.None(), new()
        {
            Journal = folder.File("whole"),
            Identity = new Dictionary<string, string> { ["algorithm"] = "test", ["data"] = "0012" },
        }));

        foreach (var part in (string[])["The parameter units: {", "The parameter momentum: absent in the journal", "validation:accuracy", "The seed: 11 in the journal, 12 now",
            "The pruner: \"percentile(percent=50", "The identity data: \"0011\" in the journal, \"0012\" now"])
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("identity algorithm", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("parameter rate", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(folder.File("whole")));
    }

    [Fact]
    public void Create_GivenJournalInUse_NamesJournalAndHolder()
    {
        using var folder = new TemporaryFolder();
        using var search = SequentialSearch.Open(folder.File("journal"));

        var error = Assert.Throws<TuningJournalException>(() => SequentialSearch.Open(folder.File("journal")));

        Assert.Contains(folder.File("journal"), error.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
        SequentialSearch.Run(search, 3);
        Assert.Equal(3, search.Trials.Count);
    }

    [Fact]
    public async Task ReadAsync_GivenSearchThatGoesOn_SeesAllOfIt()
    {
        using var folder = new TemporaryFolder();
        using var search = SequentialSearch.Open(folder.File("new/folder/journal"));
        SequentialSearch.Run(search, 4);
        search.Ask();
        search.Report(4, 1, 0.25);

        var content = await TuningJournal.ReadAsync(folder.File("new/folder/journal"), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(search.Trials.Select(SequentialSearch.Describe), content.Trials.Select(SequentialSearch.Describe));
        Assert.Equal(search.Trials.Select(t => (t.Started, t.Ended)), content.Trials.Select(t => (t.Started, t.Ended)));
        Assert.Equal(SequentialSearch.Definition.Objectives, content.Definition.Objectives);
        Assert.Equal(SequentialSearch.Definition.Space.Parameters.Select(p => p.ToString()), content.Definition.Space.Parameters.Select(p => p.ToString()));
        Assert.Equal([1], content.Definition.Space.Parameters[2].Condition!.Choices);
        Assert.Equal(("history", "0011", 11UL), (content.Sampler, content.Identity["data"], content.Definition.Seed));
    }

    [Fact]
    public async Task ReadAsync_GivenHalfWrittenLine_LeavesItOut()
    {
        using var folder = new TemporaryFolder();
        var (expected, bytes) = Undisturbed(folder);
        await File.WriteAllBytesAsync(folder.File("cut"), bytes[..^3], TestContext.Current.CancellationToken);

        var content = await TuningJournal.ReadAsync(folder.File("cut"), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(expected[..^1], content.Trials.Take(Trials - 1).Select(SequentialSearch.Describe));
        Assert.Equal(TrialState.Running, content.Trials[^1].State);
    }

    [Fact]
    public async Task WatchAsync_GivenSearchThatGoesOn_YieldsEveryChangeInOrder()
    {
        using var folder = new TemporaryFolder();
        using var search = SequentialSearch.Open(folder.File("journal"));
        search.Ask();
        var seen = new List<(int, TrialState, int)>();

        await foreach (var trial in TuningJournal.WatchAsync(folder.File("journal"), cancellationToken: TestContext.Current.CancellationToken))
        {
            seen.Add((trial.Number, trial.State, trial.Reports.Count));
            if (seen.Count == 1)
            {
                search.Report(0, 1, 5);
            }
            else if (trial.State == TrialState.Running)
            {
                search.Tell(0, 4);
            }
            else
            {
                break;
            }
        }

        Assert.Equal([(0, TrialState.Running, 0), (0, TrialState.Running, 1), (0, TrialState.Completed, 1)], seen);
    }

    [Fact]
    public async Task ReadAsync_GivenNoJournal_SaysSo()
    {
        using var folder = new TemporaryFolder();

        var error = await Assert.ThrowsAsync<TuningJournalException>(() => TuningJournal.ReadAsync(folder.File("none"), cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains(folder.File("none"), error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<TuningJournalException>(() => TuningJournal.ReadAsync("s3://bucket/journal", cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Create_GivenWarmStart_GoesOnWithTheOneItBeganWith()
    {
        using var folder = new TemporaryFolder();
        using var earlier = SequentialSearch.Open(null);
        SequentialSearch.Run(earlier, 6);
        HyperparameterSearch Open(IReadOnlyList<Trial> warm) => HyperparameterSearch.Create(
            SequentialSearch.Definition, new HistorySampler(), options: new() { Journal = folder.File("journal"), WarmStart = warm });
        List<string> expected;
        using (var search = Open(earlier.Trials))
        {
            SequentialSearch.Run(search, 9);
            expected = [.. search.Trials.Select(SequentialSearch.Describe)];
        }

        using var resumed = Open([]);

        Assert.Equal(expected, resumed.Trials.Select(SequentialSearch.Describe));
        Assert.Equal([.. Enumerable.Range(-6, 9)], resumed.Trials.Select(t => t.Number));
    }

    [Fact]
    public void Create_GivenTenThousandTrialsWithReports_OpensFastAndComplete()
    {
        using var folder = new TemporaryFolder();
        HyperparameterSearch Open() => HyperparameterSearch.Create(
            SequentialSearch.Definition, new NumberSampler(), Pruner.None(), new() { Journal = folder.File("journal"), FlushToDisk = false });
        using (var search = Open())
        {
            while (search.Trials.Count < 10_000 && search.Ask() is { } trial)
            {
                for (var step = 1; step <= 9; step++)
                {
                    search.Report(trial.Number, step, 1.0 / step);
                }

                search.Tell(trial.Number, 1.0 / 9);
            }
        }

        var watch = Stopwatch.StartNew();
        using var resumed = Open();
        var elapsed = watch.Elapsed;

        TestContext.Current.TestOutputHelper!.WriteLine($"{new FileInfo(folder.File("journal")).Length} bytes in {elapsed.TotalMilliseconds:F0} ms");
        Assert.Equal(10_000, resumed.Trials.Count(t => t.State == TrialState.Completed && t.Reports.Count == 9));
        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Lines_GivenAnyEvent_AreJson()
    {
        using var folder = new TemporaryFolder();
        Undisturbed(folder);

        var events = File.ReadLines(folder.File("whole")).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("event").GetString()).ToHashSet();

        Assert.Superset(new HashSet<string?> { "search", "opened", "asked", "report", "told", "pruned", "failed" }, events);
    }

    private static (List<string> Trials, byte[] Bytes) Undisturbed(TemporaryFolder folder)
    {
        using (var search = SequentialSearch.Open(folder.File("whole")))
        {
            SequentialSearch.Run(search, Trials);
            return ([.. search.Trials.Select(SequentialSearch.Describe)], File.ReadAllBytes(folder.File("whole")));
        }
    }

    private sealed class NumberSampler : ISampler, ISamplerSession
    {
        public string Description => "number";

        public IEnumerable<string> FindProblems(SearchDefinition search) => [];

        public ISamplerSession Open(SearchDefinition search) => this;

        public ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials) =>
            SequentialSearch.Definition.Space.FromUnits([0.5, 0.7, number % 1000 / 1000.0, 0.3]);
    }
}
