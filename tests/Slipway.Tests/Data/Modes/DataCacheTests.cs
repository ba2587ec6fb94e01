using Slipway.Data;
using Slipway.TestProcess;

namespace Slipway.Tests.Data.Modes;

/// <summary>The cache of InputMode.File.</summary>
public sealed class DataCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private FolderStore _store;

    public DataCacheTests()
    {
        for (var f = 0; f < 4; f++)
        {
            _folder.Write($"data/part-{f}.csv", "id\n" + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"{f}{i:00000}\n")));
        }

        _store = new FolderStore(_folder.File("data"));
    }

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private long Size => new FileInfo(_folder.File("data/part-0.csv")).Length;

    private SlipwayServices Services(long maximumBytes = 1L << 30) => SlipwayServices.Default.AddStore(_store)
        .WithDataCache(new DataCacheOptions { Folder = _folder.File("cache"), MaximumBytes = maximumBytes });

    private static int Read(SlipwayServices services, string name)
    {
        using var reader = Channel(name).Open(services);
        return Rows.Read(reader).Count;
    }

    private static DataChannel Channel(string name) => DataChannel.FromCsv("remote://bucket/" + name).WithInputMode(InputMode.File);

    private string[] Files(string kind) => Directory.Exists(_folder.File("cache/" + kind)) ? Directory.GetFiles(_folder.File("cache/" + kind)) : [];

    [Fact]
    public async Task Open_GivenManyThreads_DownloadsOnce()
    {
        var services = Services();

        var rows = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () => Read(services, "part-0.csv"), Token, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.All(rows, r => Assert.Equal(5_000, r));
        Assert.Equal(1, _store.Opened);
    }

    [Fact]
    public void Open_GivenNewVersion_DownloadsIt()
    {
        _ = Read(Services(), "part-0.csv");
        _folder.Write("data/part-0.csv", "id\n1\n2\n");

        Assert.Equal(2, Read(Services(), "part-0.csv"));
        Assert.Equal(2, Files("objects").Length);
    }

    [Fact]
    public void Open_GivenFullCache_DropsWhatWasUnusedForLongestAndNotWhatIsRead()
    {
        // given: room for two; the first is being read, the second is idle
        var services = Services((2 * Size) + 100);
        using var reading = Channel("part-0.csv").Open(services);
        _ = reading.Read();
        File.SetLastWriteTimeUtc(Files("objects").Single(), DateTime.UtcNow.AddHours(-1));
        _ = Read(services, "part-1.csv");

        // when
        _ = Read(services, "part-2.csv");

        // then
        Assert.Equal(2, Files("objects").Length);
        Assert.Equal(3, _store.Opened);
        Assert.Equal(5_000, Read(services, "part-0.csv"));
        Assert.Equal(3, _store.Opened);
        Assert.True(Rows.Read(reading).Count > 0 || reading.Read() is null);
    }

    [Fact]
    public void Open_GivenAllInUse_SaysHowManyBytesAreWanted()
    {
        var services = Services(Size + 100);
        using var reading = Channel("part-0.csv").Open(services);

        var error = Assert.Throws<IOException>(() => Read(services, "part-1.csv"));

        Assert.Contains($"needs {Size} bytes of {Size + 100}", error.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.File("cache"), error.Message, StringComparison.Ordinal);
        Assert.Contains("MaximumBytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_GivenChannelLargerThanTheCache_SaysSoBeforeAnyDownload()
    {
        var error = Assert.Throws<IOException>(() => Read(Services(3 * Size), ""));

        Assert.Contains($"has {4 * Size} bytes, more than the data cache", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _store.Opened);
    }

    [Fact]
    public void Open_GivenDiskTooSmall_NamesTheFolderAndTheBytes()
    {
        _store = new FolderStore(_folder.File("data")) { StatedSize = 1L << 60 };

        var error = Assert.Throws<IOException>(() => Read(Services(long.MaxValue), "part-0.csv"));

        Assert.Contains("The disk of the data cache", error.Message, StringComparison.Ordinal);
        Assert.Contains($"needs {1L << 60} bytes", error.Message, StringComparison.Ordinal);
        Assert.Empty(Files("partial"));
    }

    [Theory]
    [InlineData(-10, "only")]
    [InlineData(10, "or more")]
    public void Open_GivenBodyOfAnotherSize_KeepsNothing(int difference, string expected)
    {
        _store = difference < 0
            ? new FolderStore(_folder.File("data")) { CutAfter = Size + difference }
            : new FolderStore(_folder.File("data")) { StatedSize = Size - difference };

        var error = Assert.Throws<DataFormatException>(() => Read(Services(), "part-0.csv"));

        Assert.Contains("the download has " + expected, error.Message, StringComparison.Ordinal);
        Assert.Empty(Files("partial"));
        Assert.Empty(Files("objects"));
    }

    [Fact]
    public void Open_GivenCopyThatWasChangedOutside_DownloadsAgain()
    {
        _ = Read(Services(), "part-0.csv");
        File.AppendAllText(Files("objects").Single(), "x");

        Assert.Equal(5_000, Read(Services(), "part-0.csv"));
        Assert.Equal(2, _store.Opened);
    }

    [Fact]
    public void Open_GivenFolderThatCannotBeMade_NamesIt()
    {
        File.WriteAllText(_folder.File("cache"), "a file");

        var error = Assert.ThrowsAny<IOException>(() => Read(Services(), "part-0.csv"));

        Assert.Contains(_folder.File("cache"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_GivenLockThatCannotBeOpened_SaysSoAndDoesNotWait()
    {
        // given: a link to itself stands for a full disk, or for too many open files
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights of their own");
        Directory.CreateDirectory(_folder.File("cache/locks"));
        File.CreateSymbolicLink(_folder.File("cache/locks/evict"), "evict");

        // when
        var error = Assert.Throws<IOException>(() => Read(Services(), "part-0.csv"));

        // then
        Assert.Contains($"cannot be kept in the data cache '{_folder.File("cache")}'", error.Message, StringComparison.Ordinal);
        Assert.Empty(Files("partial"));
    }

    [Fact]
    public void TryTake_GivenNameThatCannotBe_ThrowsAndDoesNotTakeItForHeld()
    {
        var locks = new FileLocks(_folder.Root);

        Assert.ThrowsAny<IOException>(() => locks.TryTake(new string('x', 300)));
    }

    [Fact]
    public void Take_GivenLockThatIsHeld_WaitsUntilItIsCancelled()
    {
        // given
        var locks = new FileLocks(_folder.Root);
        using var held = locks.TryTake("one");
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        // when, then
        Assert.Null(locks.TryTake("one"));
        Assert.Throws<OperationCanceledException>(() => locks.Take("one", cancel.Token));
    }

    [Fact]
    public void Dispose_GivenDownloadAheadThatIsNotWanted_EndsIt()
    {
        // given: the second object comes in the background, with 256 MiB still to go when the pass is over
        using (var large = new FileStream(_folder.File("data/part-1.csv"), FileMode.Open))
        {
            large.SetLength(256 << 20);
        }

        using var started = new ManualResetEventSlim();
        using var ending = new ManualResetEventSlim();
        void WaitInTheSecond()
        {
            if (_store.Opened > 1)
            {
                started.Set();
                ending.Wait(Token);
            }
        }

        _store = new FolderStore(_folder.File("data")) { Pause = (20_000, WaitInTheSecond) };
        var reader = DataChannel.FromCsv("remote://bucket/").WithInputMode(InputMode.File).Open(Services());
        started.Wait(Token);

        // when
        ending.Set();
        reader.Dispose();

        // then
        Assert.Single(Files("objects"));
        Assert.Empty(Files("partial"));
    }

    [Fact]
    public void WithDataCache_GivenBadOptions_SaysAllProblems()
    {
        var error = Assert.Throws<ArgumentException>(() => SlipwayServices.Default.WithDataCache(new DataCacheOptions { Folder = " ", MaximumBytes = 0 }));

        Assert.Contains("Folder is empty", error.Message, StringComparison.Ordinal);
        Assert.Contains("MaximumBytes is 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_GivenProcessKilledInADownload_SweepsItsPartAndReadsOn()
    {
        // given
        using (var victim = ChildProcess.Start(["download", _folder.File("cache"), _folder.File("data"), "10000"]))
        {
            await ChildProcess.UntilAsync(() => Files("partial").Length == 1, victim);

            // a living process's download stays, whoever else comes by
            Assert.Equal(5_000, Read(Services(), "part-3.csv"));
            Assert.Single(Files("partial"));
            victim.Kill(entireProcessTree: true);
            await victim.WaitForExitAsync(Token);
        }

        Assert.Single(Files("partial"));

        // when
        var rows = Read(Services(), "");

        // then
        Assert.Equal(20_000, rows);
        Assert.Empty(Files("partial"));
        Assert.Equal(4, Files("objects").Length);
    }

    [Fact]
    public async Task Open_GivenTwoProcessesOnOneCache_GivesBothAllRows()
    {
        using var one = ChildProcess.Start(["download", _folder.File("cache"), _folder.File("data")]);
        using var two = ChildProcess.Start(["download", _folder.File("cache"), _folder.File("data")]);

        var rows = await Task.WhenAll(ChildProcess.OutputAsync(one, Token), ChildProcess.OutputAsync(two, Token));

        Assert.All(rows, r => Assert.Equal("20000", r.Trim()));
        Assert.Equal(4, Files("objects").Length);
        Assert.Empty(Files("partial"));
    }
}
