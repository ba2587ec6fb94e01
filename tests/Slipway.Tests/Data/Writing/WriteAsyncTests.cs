using Apache.Arrow;
using Apache.Arrow.Types;
using Slipway.Data;

namespace Slipway.Tests.Data.Writing;

public sealed class WriteAsyncTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("slipway-write-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("out.csv")]
    [InlineData("out.csv.gz")]
    [InlineData("out.tsv")]
    [InlineData("out.jsonl")]
    [InlineData("out.arrow")]
    [InlineData("new/folder/out.jsonl.gz")]
    public async Task WriteAsync_GivenFileName_WritesWhatFromReads(string name)
    {
        // given
        var path = At(name);
        var channel = Numbers(10_000);

        // when
        var report = await channel.WriteAsync(path, cancellationToken: TestContext.Current.CancellationToken);

        // then
        Assert.Equal(Rows(channel), Rows(DataChannel.From(path)));
        var file = Assert.Single(report.Files);
        Assert.Equal((10_000L, new FileInfo(path).Length), (file.Rows, file.Bytes));
        Assert.Equal(name.EndsWith(".gz", StringComparison.Ordinal), File.ReadAllBytes(path).AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]));
    }

    [Fact]
    public async Task WriteAsync_GivenMostRows_WritesPartsInOrder()
    {
        // given
        var channel = Numbers(2500);
        var options = new WriteOptions { MaxRowsPerFile = 1000, Gzip = true };
        var progress = new Steps();

        // when
        var report = await channel.WriteAsync(At("parts"), new CsvFormat(), options, progress: progress, cancellationToken: TestContext.Current.CancellationToken);

        // then
        Assert.Equal(["part-00000.csv.gz", "part-00001.csv.gz", "part-00002.csv.gz"], report.Files.Select(f => Path.GetFileName(f.Uri.LocalPath)));
        Assert.Equal([1000L, 1000L, 500L], report.Files.Select(f => f.Rows));
        Assert.Equal(Rows(channel), Rows(DataChannel.From(At("parts"))));
        Assert.Equal(2500, progress.Seen[^1].Rows);
        Assert.Equal(progress.Seen.OrderBy(p => p.Rows), progress.Seen);
    }

    [Fact]
    public async Task WriteAsync_GivenMostBytes_BeginsFilesThere()
    {
        // given
        var channel = Numbers(40_000);

        // when
        var report = await channel.WriteAsync(
            At("parts/"), new ArrowFormat(), new WriteOptions { MaxBytesPerFile = 100_000 }, cancellationToken: TestContext.Current.CancellationToken);

        // then
        Assert.InRange(report.Files.Count, 3, 10);
        Assert.All(report.Files.SkipLast(1), f => Assert.InRange(f.Bytes, 100_000, 300_000));
        Assert.Equal((40_000L, report.Files.Sum(f => f.Bytes)), (report.Rows, report.Bytes));
        Assert.Equal(Rows(channel), Rows(DataChannel.From(At("parts"))));
    }

    [Fact]
    public async Task WriteAsync_GivenNoRows_WritesTheColumns()
    {
        // given
        var schema = new Schema([new("a", DoubleType.Default, false)], null);

        // when
        var report = await DataChannel.FromArrow(schema, () => []).WriteAsync(At("none.csv"), cancellationToken: TestContext.Current.CancellationToken);

        // then
        Assert.Equal(0, report.Rows);
        Assert.Equal("a\n", File.ReadAllText(At("none.csv")));
    }

    [Fact]
    public async Task WriteAsync_GivenTargetThatExists_RefusesUnlessToldToOverwrite()
    {
        // given
        var token = TestContext.Current.CancellationToken;
        await Numbers(30).WriteAsync(At("a.csv"), cancellationToken: token);
        await Numbers(30).WriteAsync(At("parts"), new CsvFormat(), new WriteOptions { MaxRowsPerFile = 10 }, cancellationToken: token);
        File.WriteAllText(At("parts/notes.txt"), "mine");

        // when
        var file = await Assert.ThrowsAsync<IOException>(() => Numbers(5).WriteAsync(At("a.csv"), cancellationToken: token));
        var folder = await Assert.ThrowsAsync<IOException>(() => Numbers(5).WriteAsync(At("parts/"), new CsvFormat(), cancellationToken: token));
        await Numbers(5).WriteAsync(At("a.csv"), options: new WriteOptions { Overwrite = true }, cancellationToken: token);
        await Numbers(15).WriteAsync(At("parts"), new CsvFormat(), new WriteOptions { MaxRowsPerFile = 10, Overwrite = true }, cancellationToken: token);

        // then
        Assert.Contains("Overwrite", file.Message);
        Assert.Contains("not empty", folder.Message);
        Assert.Equal(5, Rows(DataChannel.From(At("a.csv"))).Count);
        Assert.Equal(["notes.txt", "part-00000.csv", "part-00001.csv"], Directory.GetFiles(At("parts")).Select(Path.GetFileName).Order());
        Assert.Equal(15, Rows(DataChannel.From(At("parts/*.csv"))).Count);
    }

    [Fact]
    public async Task WriteAsync_GivenItsOwnSource_Refuses()
    {
        // given
        var token = TestContext.Current.CancellationToken;
        await Numbers(30).WriteAsync(At("in/a.csv"), cancellationToken: token);
        var channel = DataChannel.From(At("in/*.csv")).Take(3);
        var overwrite = new WriteOptions { Overwrite = true };

        // when
        var file = await Assert.ThrowsAsync<ArgumentException>(() => channel.WriteAsync(At("in/a.csv"), options: overwrite, cancellationToken: token));
        var folder = await Assert.ThrowsAsync<ArgumentException>(() => channel.WriteAsync(At("in/"), new CsvFormat(), overwrite, cancellationToken: token));

        // then
        Assert.Contains("a.csv", file.Message);
        Assert.Contains("reads", folder.Message);
        Assert.Equal(30, Rows(DataChannel.From(At("in/a.csv"))).Count);
    }

    [Fact]
    public async Task WriteAsync_GivenCancellation_LeavesCompletePartsOnlyAndSaysHowFarItGot()
    {
        // given
        using var stop = new CancellationTokenSource();
        var schema = new Schema([new("a", DoubleType.Default, false)], null);
        IEnumerable<RecordBatch> Endless()
        {
            for (var i = 0; ; i++)
            {
                if (i == 25)
                {
                    stop.Cancel();
                }

                yield return Batch(schema, i * 10, 10);
            }
        }

        // when
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DataChannel.FromArrow(schema, Endless).WriteAsync(
            At("parts"), new CsvFormat(), new WriteOptions { MaxRowsPerFile = 70 }, cancellationToken: stop.Token));

        // then
        Assert.Contains("complete and stay", error.Message);
        Assert.All(Directory.Exists(At("parts")) ? Directory.GetFiles(At("parts")) : [], f => Assert.Equal(71, File.ReadAllLines(f).Length));
    }

    [Fact]
    public async Task WriteAsync_GivenValueThatCannotBeWritten_SaysHowFarItGotAndWhy()
    {
        // given
        var schema = new Schema([new("a", StringType.Default, true)], null);
        IEnumerable<RecordBatch> Texts()
        {
            for (var i = 0; i < 10; i++)
            {
                yield return new RecordBatch(schema, [new StringArray.Builder().Append(i == 7 ? "NA" : "x").Build()], 1);
            }
        }

        // when
        var error = await Assert.ThrowsAsync<ChannelWriteException>(() => DataChannel.FromArrow(schema, Texts).WriteAsync(
            At("parts"), new CsvFormat { Header = CsvHeader.Present }, new WriteOptions { MaxRowsPerFile = 3 },
            cancellationToken: TestContext.Current.CancellationToken));

        // then
        Assert.IsType<DataFormatException>(error.InnerException);
        Assert.Equal((2, 6L), (error.Written.Files.Count, error.Written.Rows));
        Assert.Contains("2 files with 6 rows are complete", error.Message);
        Assert.Equal(["part-00000.csv", "part-00001.csv"], Directory.GetFileSystemEntries(At("parts")).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData("folder/", null, "format")]
    [InlineData("out.xyz", null, "xyz")]
    public async Task WriteAsync_GivenNoFormat_SaysSo(string name, DataFormat? format, string expected)
    {
        // given, when
        var error = await Assert.ThrowsAnyAsync<Exception>(() => Numbers(1).WriteAsync(
            At(name), format, cancellationToken: TestContext.Current.CancellationToken));

        // then
        Assert.Contains(expected, error.Message);
        Assert.True(error is ArgumentException or DataFormatException);
    }

    [Fact]
    public async Task WriteAsync_GivenLimitBelowOne_Throws() => Assert.Contains("at least 1", (await Assert.ThrowsAsync<ArgumentException>(
        () => Numbers(1).WriteAsync(At("x"), new CsvFormat(), new WriteOptions { MaxRowsPerFile = 0 }, cancellationToken: TestContext.Current.CancellationToken))).Message);

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private static DataChannel Numbers(int rows)
    {
        var schema = new Schema([new("a", DoubleType.Default, false)], null);
        return DataChannel.FromArrow(schema, () => Enumerable.Range(0, (rows + 999) / 1000).Select(i => Batch(schema, i * 1000, Math.Min(1000, rows - (i * 1000)))));
    }

    private static RecordBatch Batch(Schema schema, int first, int count) => new(
        schema, [new DoubleArray.Builder().AppendRange(Enumerable.Range(first, count).Select(i => i / 7.0)).Build()], count);

    private static List<string> Rows(DataChannel channel)
    {
        using var reader = channel.Open();
        return WrittenRows.All(reader);
    }

    private sealed class Steps : IProgress<WriteProgress>
    {
        public List<WriteProgress> Seen { get; } = [];

        public void Report(WriteProgress value) => Seen.Add(value);
    }
}
