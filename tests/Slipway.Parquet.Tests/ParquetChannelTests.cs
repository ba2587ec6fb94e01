using System.Buffers.Binary;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Data.Tests;

public sealed class ParquetChannelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WriteAsync_GivenMostRows_WritesPartsThatDuckDbReadsInOrder()
    {
        // given
        var token = TestContext.Current.CancellationToken;
        Duck.Run($"copy (select i as x, 'row ' || i as text from range(2500) t(i)) to '{_folder["in.csv"]}' (header)");

        // when
        var report = await DataChannel.FromCsv(_folder["in.csv"]).WriteAsync(
            _folder["parts"], new ParquetFormat(), new WriteOptions { MaxRowsPerFile = 1000 }, cancellationToken: token);

        // then
        Assert.Equal(["part-00000.parquet", "part-00001.parquet", "part-00002.parquet"], report.Files.Select(f => Path.GetFileName(f.Uri.LocalPath)));
        Assert.Equal(
            Enumerable.Range(0, 2500).Select(i => new object?[] { (double)i, $"row {i}" }),
            Duck.Query($"select x, text from read_parquet('{_folder["parts"]}/*.parquet', filename = true) order by filename, file_row_number"));
        Assert.Equal(2500, await DataChannel.FromParquet(_folder["parts"]).CountRowsAsync(cancellationToken: token));
    }

    [Fact]
    public async Task WriteAsync_GivenServicesWithParquet_FindsTheFormatByName()
    {
        // given
        var token = TestContext.Current.CancellationToken;
        using var provider = new ServiceCollection().AddSlipway().AddParquet().Services.BuildServiceProvider();
        var services = provider.GetRequiredService<SlipwayServices>();
        Duck.Run($"copy (select i as x from range(10) t(i)) to '{_folder["in.parquet"]}' (format parquet)");

        // when
        await DataChannel.From(_folder["in.parquet"]).WriteAsync(_folder["out.pq"], services: services, cancellationToken: token);

        // then
        Assert.Equal([45.0], Duck.Query($"select sum(x) from read_parquet('{_folder["out.pq"]}')").Single());
    }

    [Fact]
    public async Task WriteAsync_GivenGzip_Refuses()
    {
        // given
        var token = TestContext.Current.CancellationToken;
        var channel = DataChannel.From([new { X = 1.0 }]);

        // when
        var file = await Assert.ThrowsAsync<ArgumentException>(() => channel.WriteAsync(_folder["x.parquet.gz"], new ParquetFormat(), cancellationToken: token));
        var folder = await Assert.ThrowsAsync<ArgumentException>(
            () => channel.WriteAsync(_folder["x/"], new ParquetFormat(), new WriteOptions { Gzip = true }, cancellationToken: token));

        // then
        Assert.Contains("compress their own parts", file.Message);
        Assert.Contains("compress their own parts", folder.Message);
    }

    [Fact]
    public void Read_GivenLongTexts_EndsBatchesByTheirBytes()
    {
        // given
        Duck.Run($"copy (select i as x, repeat('t', 100000) as a, repeat('u', (i % 7 * 1000)::int) as b from range(300) t(i)) to '{_folder["long.parquet"]}' (format parquet)");
        var bytes = File.ReadAllBytes(_folder["long.parquet"]);
        var source = new FormatSource("memory", () => new MemoryStream(bytes))
        {
            OpenSeekableStream = () => new MemoryStream(bytes),
            BatchBytes = 1_000_000,
        };
        var format = new ParquetFormat();

        // when
        using var reader = format.Open(source, format.Infer(source));
        var (rows, most) = (new List<object?[]>(), 0);
        while (reader.Read() is { } batch)
        {
            using (batch)
            {
                most = Math.Max(most, batch.Length);
                rows.AddRange(Enumerable.Range(0, batch.Length).Select(r => batch.Arrays.Select(a => Rows.Value(a, r)).ToArray()));
            }
        }

        // then
        Assert.InRange(most, 1, 64);
        Assert.Equal(Duck.Query($"select x::double, a, b from '{_folder["long.parquet"]}'"), rows);
    }

    [Theory]
    [InlineData(0x7fffffff)]
    [InlineData(0x0fffffff)]
    [InlineData(1000)]
    public void Open_GivenPageThatStatesAbsurdSizes_RefusesItWithoutTakingTheMemory(int stated)
    {
        // given
        var schema = new Apache.Arrow.Schema([new("x", Apache.Arrow.Types.DoubleType.Default, false)], null);
        using var batch = new Apache.Arrow.RecordBatch(schema, [new Apache.Arrow.DoubleArray.Builder().Append(1).Append(2).Build()], 2);
        ParquetWritingTests.Write(_folder["x.parquet"], new ParquetFormat(), schema, batch);
        var file = File.ReadAllBytes(_folder["x.parquet"]);

        // The first page's header begins with its type (15 00); the uncompressed size follows as a zigzag number (15 xx).
        Assert.Equal([0x15, 0x00, 0x15], file[4..7]);
        var number = new List<byte>();
        for (var zigzag = (uint)stated << 1; ; zigzag >>= 7)
        {
            number.Add((byte)(zigzag < 0x80 ? zigzag : (zigzag & 0x7f) | 0x80));
            if (zigzag < 0x80)
            {
                break;
            }
        }

        var end = 7 + Array.FindIndex(file[7..], b => b < 0x80) + 1;
        byte[] damaged = [.. file[..7], .. number, .. file[end..]];
        var before = GC.GetAllocatedBytesForCurrentThread();

        // when
        var source = new FormatSource("memory", () => new MemoryStream(damaged)) { OpenSeekableStream = () => new MemoryStream(damaged) };
        var format = new ParquetFormat();
        var error = Assert.Throws<DataFormatException>(() =>
        {
            using var reader = format.Open(source, format.Infer(source));
            reader.Read();
        });

        // then
        Assert.Equal("x", error.Column);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000_000);
    }

    [Fact]
    public void Infer_GivenFooterThatStatesAnAbsurdLength_RefusesIt()
    {
        // given
        byte[] file = [.. "PAR1"u8, .. new byte[100], 0, 0, 0, 0, .. "PAR1"u8];
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(file.Length - 8), 0xffff_fff0);

        // when
        var error = Assert.Throws<DataFormatException>(() => new ParquetFormat().Infer(
            new FormatSource("memory", () => new MemoryStream(file)) { OpenSeekableStream = () => new MemoryStream(file) }));

        // then
        Assert.Contains("footer", error.Message);
    }
}
