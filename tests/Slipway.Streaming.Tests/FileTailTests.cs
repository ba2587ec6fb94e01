using Apache.Arrow;
using Slipway.Data;

namespace Slipway.Streaming.Tests;

public sealed class FileTailTests : IDisposable
{
    private const int Plenty = 1000;
    private static readonly FileTailOptions Quick = new() { PollInterval = TimeSpan.FromMilliseconds(1) };
    private static readonly FileTailOptions ToEnd = Quick with { StopAtEnd = true };
    private readonly TemporaryFolder _folder = new();

    private string Log => _folder.File("events.csv");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FromFileTail_GivenLineWithoutEnd_WaitsForTheRest()
    {
        // given
        File.WriteAllText(Log, "id,name\n1,a\n2,b");
        await using var reader = Open(Quick);
        Assert.Equal([1], await Ids(reader, 1));

        // when
        var waiting = Ids(reader, 1);
        Assert.False(waiting.IsCompleted);
        File.AppendAllText(Log, "cd\n");

        // then
        Assert.Equal([2], await waiting);
    }

    [Theory]
    [InlineData("id,name\n1,a\n2,bcd", new[] { 1, 2 })]
    [InlineData("id,name\n1,\"a\nb\"\n2,\"x\"", new[] { 1, 2 })]
    [InlineData("id,name\n7,a", new[] { 7 })]
    public async Task FromFileTail_GivenLastLineWithoutEndAndStopAtEnd_ReadsItAsFromCsvDoes(string text, int[] ids)
    {
        // given
        File.WriteAllText(Log, text);
        using var whole = DataChannel.FromCsv(Log).Open();
        Assert.Equal(ids.Length, whole.Read()!.Length);
        await using var reader = Open(ToEnd);

        // when
        var read = await Ids(reader, Plenty);

        // then
        Assert.Equal(ids, read);
        Assert.Null(await reader.ReadAsync(Plenty, null, Token));
    }

    [Fact]
    public async Task FromFileTail_GivenHeaderWithoutEndAndStopAtEnd_HasNoRows()
    {
        File.WriteAllText(Log, "id,name");
        await using var reader = Open(ToEnd);
        Assert.Null(await reader.ReadAsync(Plenty, null, Token));
    }

    [Fact]
    public async Task Position_GivenLastLineThatGotItsEndSince_GoesOnWithTheNext()
    {
        // given
        var position = await PositionAtEnd("id,name\n1,a\n2,bcd");
        await using (var nothing = Open(ToEnd, position))
        {
            Assert.Null(await nothing.ReadAsync(Plenty, null, Token));
        }

        // when: a reader that waits at the end, and one that comes later
        await using var waiting = Open(Quick, position);
        var more = Ids(waiting, 1);
        File.AppendAllText(Log, "\n3,e\n");
        await using var later = Open(ToEnd, position);

        // then
        Assert.Equal([3], await more);
        Assert.Equal([3], await Ids(later, Plenty));
    }

    [Fact]
    public async Task Position_GivenLastLineThatWasWrittenOn_SaysSo()
    {
        // given
        var position = await PositionAtEnd("id,name\n1,a\n2,b");
        File.AppendAllText(Log, "cd\n3,e\n");

        // when
        await using var again = Open(ToEnd, position);
        var error = await Assert.ThrowsAsync<DataFormatException>(async () => await again.ReadAsync(Plenty, null, Token));

        // then
        Assert.Contains("has been written on since", error.Message, StringComparison.Ordinal);
        Assert.Contains(Log, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FromFileTail_GivenNoFileYet_WaitsForIt()
    {
        // given
        await using var reader = Open(Quick);
        var waiting = Ids(reader, 2);

        // when
        File.WriteAllText(Log, "id,name\n7,a\n8,b\n");

        // then
        Assert.Equal([7, 8], await waiting);
    }

    [Fact]
    public async Task Position_GivenAnyRow_GoesOnWithTheNext()
    {
        // given
        File.WriteAllText(Log, "id,name\n" + Rows(0, 200));
        for (var taken = 1; taken < 200; taken += 33)
        {
            string? position;
            await using (var reader = Open(ToEnd))
            {
                position = (await reader.ReadAsync(taken, null, Token))!.Position;
            }

            // when
            await using var again = Open(ToEnd, position);

            // then
            Assert.Equal(Enumerable.Range(taken, 200 - taken), await Ids(again, Plenty));
        }
    }

    [Fact]
    public async Task FromFileTail_GivenRotation_ReadsTheRenamedFileToItsEndAndThenTheNewOne()
    {
        // given: a header in another order in the new file is an error, the same one is not
        File.WriteAllText(Log, "id,name\n" + Rows(0, 70));
        await using var reader = Open(Quick);
        Assert.Equal(Enumerable.Range(0, 50), await Ids(reader, 50));

        // when
        File.AppendAllText(Log, "70,last line without an end");
        File.Move(Log, Log + ".1");
        File.WriteAllText(Log, "id,name\n" + Rows(71, 10));

        // then: the micro-batch ends with its file
        Assert.Equal(Enumerable.Range(50, 21), await Ids(reader, 50));
        Assert.Equal(Enumerable.Range(71, 10), await Ids(reader, 10));
    }

    [Fact]
    public async Task Position_GivenRotationsSince_ReadsAllFilesThatCameAfter()
    {
        // given
        File.WriteAllText(Log, "id,name\n" + Rows(0, 30));
        string? position;
        await using (var reader = Open(ToEnd))
        {
            position = (await reader.ReadAsync(20, null, Token))!.Position;
        }

        // when
        for (var i = 0; i < 3; i++)
        {
            for (var number = 9; number > 0; number--)
            {
                if (File.Exists($"{Log}.{number}"))
                {
                    File.Move($"{Log}.{number}", $"{Log}.{number + 1}");
                }
            }

            File.Move(Log, Log + ".1");
            File.WriteAllText(Log, "id,name\n" + Rows(30 + (10 * i), 10));
        }

        // then
        await using var again = Open(ToEnd, position);
        var all = new List<int>();
        while (await again.ReadAsync(Plenty, null, Token) is { } rows)
        {
            all.AddRange(Ids(rows));
        }

        Assert.Equal(Enumerable.Range(20, 40), all);
    }

    [Fact]
    public async Task FromFileTail_GivenFileTruncatedInPlace_ReadsItsNewContent()
    {
        // given
        File.WriteAllText(Log, "id,name\n" + Rows(0, 100));
        await using var reader = Open(Quick);
        Assert.Equal(Enumerable.Range(0, 100), await Ids(reader, 100));
        var waiting = Ids(reader, 5);

        // when
        using (var stream = new FileStream(Log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.SetLength(0);
            stream.Write("id,name\n"u8);
            stream.Write(System.Text.Encoding.UTF8.GetBytes(Rows(500, 5)));
        }

        // then
        Assert.Equal(Enumerable.Range(500, 5), await waiting);
    }

    [Fact]
    public async Task Position_GivenCopyTruncate_ReadsTheCopyFirst()
    {
        // given
        File.WriteAllText(Log, "id,name\n" + Rows(0, 100));
        string? position;
        await using (var reader = Open(ToEnd))
        {
            position = (await reader.ReadAsync(60, null, Token))!.Position;
        }

        // when
        File.Copy(Log, Log + ".1");
        using (var stream = new FileStream(Log, FileMode.Open, FileAccess.Write))
        {
            stream.SetLength(0);
            stream.Write("id,name\n"u8);
            stream.Write(System.Text.Encoding.UTF8.GetBytes(Rows(100, 5)));
        }

        // then
        await using var again = Open(ToEnd, position);
        Assert.Equal(Enumerable.Range(60, 40), await Ids(again, Plenty));
        Assert.Equal(Enumerable.Range(100, 5), await Ids(again, Plenty));
    }

    [Fact]
    public async Task Position_GivenFileThatIsGone_IsAnErrorAndNotANewBeginning()
    {
        // given
        File.WriteAllText(Log, "id,name\n" + Rows(0, 100));
        string? position;
        await using (var reader = Open(ToEnd))
        {
            position = (await reader.ReadAsync(60, null, Token))!.Position;
        }

        // when
        File.Move(Log, _folder.File("elsewhere"));
        File.WriteAllText(Log, "id,name\n" + Rows(900, 100));

        // then
        await using var again = Open(ToEnd, position);
        var error = await Assert.ThrowsAsync<DataFormatException>(async () => await again.ReadAsync(1, null, Token));
        Assert.Contains("no longer there", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FromFileTail_GivenRotatedFileThatWasCompressed_SaysSo()
    {
        // given
        File.WriteAllText(Log, "id,name\n" + Rows(0, 10));
        await using var reader = Open(Quick);
        Assert.Equal(10, (await Ids(reader, 10)).Count);

        // when
        File.Move(Log, Log + ".2");
        File.WriteAllBytes(Log + ".1.gz", [0x1f, 0x8b, 8, 0]);
        File.WriteAllText(Log, "id,name\n" + Rows(900, 10));

        // then
        var error = await Assert.ThrowsAsync<DataFormatException>(async () => await reader.ReadAsync(1, null, Token));
        Assert.Contains("delaycompress", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FromFileTail_GivenLineEndInsideAQuotedCell_IsOneRow()
    {
        // given
        File.WriteAllText(Log, "id,name\n1,\"a \"\"quoted\"\"\nname\"\n2,5\" pipe\n3,\"x\"\n");

        // when
        await using var reader = Open(ToEnd);

        // then
        Assert.Equal([1], await Ids(reader, 1));
        Assert.Equal([2], await Ids(reader, 1));
        Assert.Equal([3], await Ids(reader, 1));
    }

    [Fact]
    public async Task FromFileTail_GivenJsonLinesWithBlankLines_CountsRowsOnly()
    {
        // given
        var file = _folder.File("events.jsonl");
        File.WriteAllText(file, "{\"id\":1,\"v\":[1,2]}\n\n  \n{\"id\":2,\"v\":[3,4]}\r\n{\"id\":3,\"v\":[5,6]}\n");
        string? position;
        await using (var reader = DataChannel.FromFileTail(file, options: ToEnd).Stream!.OpenStream(null, TimeProvider.System, Token))
        {
            var rows = await reader.ReadAsync(2, null, Token);
            Assert.Equal([1, 2], Ids(rows!));
            position = rows!.Position;
        }

        // when
        await using var again = DataChannel.FromFileTail(file, options: ToEnd).Stream!.OpenStream(position, TimeProvider.System, Token);

        // then: the columns are those of the beginning, vectors included
        var rest = await again.ReadAsync(2, null, Token);
        Assert.Equal([3], Ids(rest!));
        Assert.IsType<FixedSizeListArray>(rest!.Batch.Column("v"));
    }

    [Fact]
    public async Task FromFileTail_GivenValueThatDoesNotFit_NamesFileAndColumn()
    {
        // given
        File.WriteAllText(Log, "id,name\n1,a\n2,b\nthree,c\n");
        await using var reader = Open(ToEnd);
        await reader.ReadAsync(2, null, Token);

        // when
        var error = await Assert.ThrowsAsync<DataFormatException>(async () => await reader.ReadAsync(2, null, Token));

        // then
        Assert.Contains(Log, error.Message, StringComparison.Ordinal);
        Assert.Equal("id", error.Column);
        Assert.Equal("three", error.Value);
    }

    [Theory]
    [InlineData("12345")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"file":null,"head":9999,"hash":"","offset":5,"columns":[]}""")]
    public void OpenStream_GivenForeignPosition_SaysSo(string position)
    {
        var error = Assert.Throws<DataFormatException>(() => Open(ToEnd, position));
        Assert.Contains("position", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFileTail_GivenWhatCannotBeFollowed_SaysSo()
    {
        Assert.Throws<ArgumentException>(() => DataChannel.FromFileTail("a.npy"));
        Assert.Throws<ArgumentException>(() => DataChannel.FromFileTail("https://example.org/a.csv"));
        Assert.Throws<ArgumentException>(() => DataChannel.FromFileTail("a.csv", new CsvFormat { SkipRows = 2 }));
        Assert.Throws<ArgumentException>(() => DataChannel.FromFileTail("a.csv", options: new FileTailOptions { PollInterval = TimeSpan.Zero }));
    }

    [Fact]
    public async Task FitStreamAsync_GivenFileThatIsStoppedAndGoneOnWith_LearnsWhatAnUninterruptedJobLearns()
    {
        // given: shipped data, ten times over
        var lines = File.ReadAllLines(SampleData.Path("wine.csv"));
        File.WriteAllLines(Log, [lines[0], .. Enumerable.Repeat(lines[1..], 10).SelectMany(l => l)]);
        var options = new StreamingOptions { MicroBatchRows = 32, WindowRows = 178, ExactlyOnce = true, SnapshotInterval = null };
        var estimator = Estimator.For(new MlpClassifier { HiddenLayers = [8] }).WithOutput(_folder.Root).WithSeed(1);
        string undisturbed;
        await using (var job = await estimator.WithJobName("undisturbed").FitStreamAsync(Wine(ToEnd), options, Token))
        {
            using var model = await job.Completion;
            undisturbed = model.Digest;
        }

        // when: stopped as soon as there is a model, wherever that is
        await using (var job = await estimator.WithJobName("stopped").FitStreamAsync(Wine(Quick), options, Token))
        {
            using (await job.WaitForModelAsync(Token))
            {
                await job.StopAsync(Token);
            }

            Assert.Equal(JobState.Stopped, job.Progress.State);
        }

        await using var resumed = await estimator.WithJobName("stopped").FitStreamAsync(Wine(ToEnd), options, Token);
        using var last = await resumed.Completion;

        // then
        Assert.Equal(undisturbed, last.Digest);
        Assert.Equal(1780, last.Lineage.TrainingRows);
    }

    private async Task<string> PositionAtEnd(string text)
    {
        File.WriteAllText(Log, text);
        await using var reader = Open(ToEnd);
        return (await reader.ReadAsync(Plenty, null, Token))!.Position!;
    }

    private DataChannel Wine(FileTailOptions options) => DataChannel.FromFileTail(Log, options: options).WithLabel("class");

    private IStreamReader Open(FileTailOptions options, string? position = null) =>
        DataChannel.FromFileTail(Log, options: options).Stream!.OpenStream(position, TimeProvider.System, Token);

    private static string Rows(int from, int count) => string.Concat(Enumerable.Range(from, count).Select(i => $"{i},row {i}\n"));

    private static async Task<List<int>> Ids(IStreamReader reader, int rows)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return Ids((await reader.ReadAsync(rows, null, limit.Token))!);
    }

    private static List<int> Ids(StreamRows rows) => [.. ((DoubleArray)rows.Batch.Column("id")).Values.ToArray().Select(v => (int)v)];
}
