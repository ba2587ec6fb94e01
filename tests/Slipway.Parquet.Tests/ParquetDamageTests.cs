using System.Diagnostics;

namespace Slipway.Data.Tests;

public sealed class ParquetDamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "empty")]
    [InlineData("PAR1", "truncated")]
    [InlineData("PAR1....PAR1", "footer")]
    [InlineData("a,b\n1,2\n3,4\n", "PAR1")]
    [InlineData("PAREabcdefghPARE", "encrypted")]
    public void Infer_GivenNoParquetFile_SaysWhatIsWrong(string content, string expected)
    {
        // given
        var bytes = System.Text.Encoding.ASCII.GetBytes(content);

        // when
        var error = Assert.Throws<DataFormatException>(() => Read(bytes));

        // then
        Assert.Contains(expected, error.Message);
        Assert.Equal("memory", error.DataSource);
    }

    [Fact]
    public void Infer_GivenGzippedFile_SaysToUnpackIt()
    {
        // given
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Sample("compression snappy"));
        }

        // when
        var error = Assert.Throws<DataFormatException>(() => Read(packed.ToArray()));

        // then
        Assert.Contains("gunzip", error.Message);
    }

    [Fact]
    public void Open_GivenFileCutAtEveryLength_ThrowsDataFormatException()
    {
        // given
        var bytes = Sample("compression snappy");

        // when, then
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<DataFormatException>(() => Read(bytes[..length]));
        }
    }

    [Theory]
    [InlineData("compression uncompressed")]
    [InlineData("compression snappy")]
    [InlineData("compression gzip")]
    [InlineData("compression zstd")]
    [InlineData("compression lz4_raw")]
    [InlineData("parquet_version v2, compression zstd")]
    public void Open_GivenDamagedBytes_ThrowsDataFormatExceptionSoonAndTakesLittleMemory(string options)
    {
        // given
        var bytes = Sample(options);
        var random = new Random(options.Length);
        var before = GC.GetTotalAllocatedBytes();
        var clock = Stopwatch.StartNew();
        var (refused, slowest) = (0, TimeSpan.Zero);
        const int Mutations = 2000;

        // when
        for (var i = 0; i < Mutations; i++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var at = random.Next(3) == 0 ? random.Next(bytes.Length) : Math.Max(0, bytes.Length - 1 - random.Next(900));
                damaged[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => 0xff, _ => (byte)(damaged[at] ^ (1 << random.Next(8))) };
            }

            var start = clock.Elapsed;
            try
            {
                Read(damaged);
            }
            catch (DataFormatException)
            {
                refused++;
            }

            slowest = clock.Elapsed - start > slowest ? clock.Elapsed - start : slowest;
        }

        // then
        var each = (GC.GetTotalAllocatedBytes() - before) / Mutations;
        Assert.True(refused > Mutations / 10, $"{refused} of {Mutations} were refused");
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"one took {slowest}");
        Assert.True(each < 4_000_000, $"{each} bytes were allocated for each");
    }

    [Fact]
    public void Open_GivenFlippedBitInAPage_IsFoundByTheCheckSum()
    {
        // given
        var path = _folder["own.parquet"];
        var schema = new Apache.Arrow.Schema([new("x", Apache.Arrow.Types.DoubleType.Default, false)], null);
        using var batch = new Apache.Arrow.RecordBatch(
            schema, [new Apache.Arrow.DoubleArray.Builder().AppendRange(Enumerable.Range(0, 100).Select(i => (double)i)).Build()], 100);
        ParquetWritingTests.Write(path, new ParquetFormat { Compression = ParquetCompression.None }, schema, batch);
        var bytes = File.ReadAllBytes(path);
        bytes[500] ^= 1;

        // when
        var error = Assert.Throws<DataFormatException>(() => Read(bytes));

        // then
        Assert.Contains("check sum", error.Message);
        Assert.Contains("row group 1 of 1, page at byte 4", error.Message);
        Assert.Equal("x", error.Column);
    }

    private byte[] Sample(string options)
    {
        var path = _folder["sample.parquet"];
        Duck.Run($"""
            copy (select i::double as d, (i % 3)::int as few, i::bigint as l, 'text ' || i as text, case when i % 3 = 0 then null else 'w' || (i % 2) end as holes,
              [i, i + 1]::float[] as v, i % 2 = 0 as flag, (i / 4)::decimal(30, 2) as price from range(60) t(i))
            to '{path}' (format parquet, {options})
            """);
        return File.ReadAllBytes(path);
    }

    private static void Read(byte[] bytes)
    {
        var format = new ParquetFormat();
        var source = new FormatSource("memory", () => new MemoryStream(bytes)) { OpenSeekableStream = () => new MemoryStream(bytes) };
        using var reader = format.Open(source, format.Infer(source));
        while (reader.Read() is { } batch)
        {
            batch.Dispose();
        }
    }
}
