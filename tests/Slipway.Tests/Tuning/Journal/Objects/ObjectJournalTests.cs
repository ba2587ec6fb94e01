using System.Text;
using Slipway.Storage;
using Slipway.Testing;
using Slipway.TestProcess;
using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Journal.Objects;

public class ObjectJournalTests
{
    private readonly InMemoryObjectStore _store = new();
    private readonly string _journal = $"memory://box/{Guid.NewGuid():N}"; // the lock beside a journal is the machine's, whatever the store

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SlipwayServices Services => SlipwayServices.Default.AddStore(_store);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    public async Task Create_GivenJournalOfAStore_GoesOnAsUndisturbed(int trials)
    {
        // given
        using (var first = Open())
        {
            SequentialSearch.Run(first, trials);
        }

        // when
        using var resumed = Open();
        SequentialSearch.Run(resumed, trials + 20);

        // then
        using var undisturbed = SequentialSearch.Open(null);
        SequentialSearch.Run(undisturbed, trials + 20);
        Assert.Equal(undisturbed.Trials.Select(SequentialSearch.Describe), resumed.Trials.Select(SequentialSearch.Describe));
        resumed.Dispose();
        var content = await TuningJournal.ReadAsync(_journal, Services, Token);
        Assert.Equal(undisturbed.Trials.Select(SequentialSearch.Describe), content.Trials.Select(SequentialSearch.Describe));
    }

    [Fact]
    public async Task Create_GivenTenThousandTrials_OpensQuickly()
    {
        // given
        HyperparameterSearch Open() => HyperparameterSearch.Create(
            SequentialSearch.Definition, Sampler.Random(), Pruner.None(), new() { Journal = _journal, Services = Services });
        using (var search = Open())
        {
            while (search.Trials.Count < 10_000 && search.Ask() is { } trial)
            {
                search.Report(trial.Number, 1, 0.5);
                search.Tell(trial.Number, 0.25);
            }
        }

        // when opened the first time, which deletes in the background what blocks have beaten, and again
        using (Open())
        {
            while (await _store.ListAsync(new Uri(_journal + "/segments/"), Token).CountAsync(Token) > 256)
            {
                await Task.Delay(5, Token);
            }
        }

        var calls = 0;
        _store.Before = (_, _) =>
        {
            Interlocked.Increment(ref calls);
            return ValueTask.CompletedTask;
        };
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using var again = Open();
        var opening = watch.Elapsed;

        // then
        Assert.Equal(10_000, again.Trials.Count(t => t.State == TrialState.Completed && t.Reports.Count == 1));
        Assert.True(opening < TimeSpan.FromSeconds(5), $"opening took {opening}");
        Assert.True(calls < 500, $"opening took {calls} calls");
        Assert.True(await _store.ListAsync(new Uri(_journal + "/"), Token).CountAsync(Token) < 500);
    }

    [Fact]
    public async Task WatchAsync_GivenJournalThatIsMergedMeanwhile_SeesEachChangeOnce()
    {
        // given a watcher that has read a part of the first block by its segments
        using (var search = Open())
        {
            SequentialSearch.Run(search, 40);
        }

        await using var reader = JournalReader.Open(_journal, Services);
        var seen = new List<Trial>();
        await reader.ReadAsync(seen, Token);

        // when the search goes on, and the segments are deleted in favour of blocks
        using (var search = Open())
        {
            SequentialSearch.Run(search, 600);
        }

        using (Open())
        {
            while (await _store.StatAsync(new Uri(_journal + "/segments/00000100"), Token) is not null)
            {
                await Task.Delay(5, Token);
            }
        }

        await ((ObjectJournalReader)reader).ReadToEndAsync(seen, Token);

        // then
        Assert.Equal(600, reader.Scanner.Replay.Ledger!.Trials.Count);
        Assert.Equal(Enumerable.Range(0, 600), seen.Where(t => t.State != TrialState.Running).Select(t => t.Number));
    }

    [Fact]
    public void Create_GivenAnotherSearchOnTheJournal_IsRefused()
    {
        using var first = Open();
        SequentialSearch.Run(first, 2);

        var error = Assert.Throws<TuningJournalException>(Open);

        Assert.Contains("Another search writes this journal", error.Message, StringComparison.Ordinal);
        SequentialSearch.Run(first, 3);
    }

    [Fact]
    public async Task Tell_GivenObjectThatAnotherHasWrittenFirst_SaysSoAndChangesNothing()
    {
        // given
        using var search = Open();
        SequentialSearch.Run(search, 3);
        var trial = search.Ask()!;
        var next = await NextSegmentAsync();
        await WholeObject.WriteAsync(_store, next, "other\n"u8.ToArray(), ifAbsent: true, Token);

        // when
        var error = Assert.Throws<TuningJournalException>(() => search.Tell(trial.Number, 0.5));

        // then
        Assert.Contains(next.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Equal(TrialState.Running, search.Trials[trial.Number].State);
        Assert.Equal("other\n", Encoding.UTF8.GetString((await WholeObject.ReadAsync(_store, next, Token))!));
    }

    [Fact]
    public void Tell_GivenStoreThatLosesAnswers_WritesEachLineOnce()
    {
        // given a store that has done what it was asked to, and says that it failed
        var lost = 0;
        _store.After = (call, _) => call.Operation == ObjectStoreOperation.Commit && call.Uri.AbsolutePath.Contains("/segments/", StringComparison.Ordinal)
            && Interlocked.Increment(ref lost) % 2 == 0
            ? throw new IOException("connection reset")
            : ValueTask.CompletedTask;
        using (var search = Open())
        {
            // when
            SequentialSearch.Run(search, 10);
        }

        // then
        _store.After = null;
        Assert.True(lost > 10);
        using var resumed = Open();
        using var undisturbed = SequentialSearch.Open(null);
        SequentialSearch.Run(undisturbed, 10);
        Assert.Equal(undisturbed.Trials.Select(SequentialSearch.Describe), resumed.Trials.Select(SequentialSearch.Describe));
    }

    [Fact]
    public async Task ReadAsync_GivenMissingObject_NamesIt()
    {
        // given
        using (var search = Open())
        {
            SequentialSearch.Run(search, 10);
        }

        await _store.DeleteAsync(new Uri(_journal + "/segments/00000004"), Token);

        // when
        var reading = await Assert.ThrowsAsync<TuningJournalException>(() => TuningJournal.ReadAsync(_journal, Services, Token));
        var resuming = Assert.Throws<TuningJournalException>(Open);

        // then
        Assert.Equal(_journal + "/segments/00000004", reading.Journal);
        Assert.Contains("missing", reading.Message, StringComparison.Ordinal);
        Assert.Equal(reading.Message, resuming.Message);
    }

    [Theory]
    [InlineData("/segments/00000005", 10)]
    [InlineData("/blocks/00000001", 200)]
    public async Task ReadAsync_GivenChangedObject_NamesIt(string name, int trials)
    {
        // given
        using (var search = Open())
        {
            SequentialSearch.Run(search, trials);
        }

        var uri = new Uri(_journal + name);
        var content = (await WholeObject.ReadAsync(_store, uri, Token))!;
        content[content.Length / 2] ^= 1;
        await WholeObject.WriteAsync(_store, uri, content, ifAbsent: false, Token);

        // when
        var reading = await Assert.ThrowsAsync<TuningJournalException>(() => TuningJournal.ReadAsync(_journal, Services, Token));
        var resuming = Assert.Throws<TuningJournalException>(Open);

        // then
        Assert.Equal((uri.ToString(), uri.ToString()), (reading.Journal, resuming.Journal));
        Assert.Contains("damaged", reading.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_GivenNoJournalOrNoStore_SaysSo()
    {
        var missing = await Assert.ThrowsAsync<TuningJournalException>(() => TuningJournal.ReadAsync(_journal, Services, Token));
        var unknown = await Assert.ThrowsAsync<TuningJournalException>(() => TuningJournal.ReadAsync("nowhere://box/journal", Services, Token));

        Assert.Contains("no journal", missing.Message, StringComparison.Ordinal);
        Assert.Contains("AddStore", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TuneAsync_GivenJournalAndJobsInAStore_SearchesAsOnDiskAndGoesOn()
    {
        // given
        using var folder = new TemporaryFolder();
        var space = HyperparameterTuner.For(Estimator.For(new LinearClassifier { MaxIterations = 5 }).WithMaxThreads(1).WithSeed(3)
                .WithServices(Services).WithOutput(_journal + "-jobs", new StoredOutputOptions { ScratchFolder = folder.File("scratch"), FlushInterval = TimeSpan.FromMilliseconds(20) }))
            .Vary(a => a.L2, ParameterRange.Log(1e-6, 1.0)).Minimize("validation:loss").WithName("wine").WithSeed(1).WithSampler(Sampler.Tpe());
        var onDisk = await HyperparameterTuner.For(Estimator.For(new LinearClassifier { MaxIterations = 5 }).WithMaxThreads(1).WithSeed(3).WithOutput(folder.File("jobs")))
            .Vary(a => a.L2, ParameterRange.Log(1e-6, 1.0)).Minimize("validation:loss").WithName("wine").WithSeed(1).WithSampler(Sampler.Tpe())
            .WithMaxTrials(6).TuneAsync(SampleData.Wine, SampleData.Wine, cancellationToken: Token);

        // when
        await space.WithJournal(_journal).WithMaxTrials(3).TuneAsync(SampleData.Wine, SampleData.Wine, cancellationToken: Token);
        var tuned = await space.WithJournal(_journal).WithMaxTrials(6).TuneAsync(SampleData.Wine, SampleData.Wine, cancellationToken: Token);

        // then
        Assert.Equal(onDisk.Trials.Select(t => (t.Number, t.Point, t.Values[0])), tuned.Trials.Select(t => (t.Number, t.Point, t.Values[0])));
        using var expected = await onDisk.LoadBestModelAsync(Token);
        using var best = await tuned.LoadBestModelAsync(Token);
        Assert.Equal(expected.Digest, best.Digest);
        var models = await _store.ListAsync(new Uri(_journal + "-jobs/"), Token).CountAsync(o => o.Uri.AbsolutePath.EndsWith("model.tar.gz", StringComparison.Ordinal), Token);
        Assert.Equal(1, models); // only the best is kept, as on disk
    }

    private HyperparameterSearch Open() => SequentialSearch.Open(_journal, services: Services);

    private async Task<Uri> NextSegmentAsync()
    {
        var last = await _store.ListAsync(new Uri(_journal + "/segments/"), Token).LastAsync(Token);
        var number = int.Parse(last.Uri.Segments[^1], System.Globalization.CultureInfo.InvariantCulture) + 1;
        return new Uri(last.Uri, number.ToString("D8", System.Globalization.CultureInfo.InvariantCulture));
    }
}
