using System.Globalization;
using System.IO.Compression;
using System.Text;
using Slipway.Data;
using Slipway.S3.Tests.Servers;
using Slipway.S3Double.Faults;
using Slipway.S3Double.Requests;
using Slipway.Tests.Data;

namespace Slipway.S3.Tests.Faults;

/// <summary>The same faults seen through a channel: the right rows, or an error that says where.</summary>
public sealed class ChannelFaultTests : FaultingDouble
{
    private const int RowCount = 125_000;
    private static readonly byte[] Csv = MakeCsv(RowCount);
    private static readonly Lazy<Task<(long Rows, int Hash)>> Expected = new(ExpectedAsync);

    private SlipwayServices Services(S3Options? options = null) => SlipwayServices.Default.AddStore(Access.Store(options));

    public static TheoryData<string, S3Fault> Passing => ReadFaultTests.Passing;

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task ReadRows_GivenPassingFault_GivesTheRightRows(string name, S3Fault fault)
    {
        Bucket.Put("x.csv", Csv);
        Faults.Add(S3Operation.GetObject, fault, times: 2);
        var impatient = fault is S3Fault.Hang or S3Fault.Drip { AfterBytes: > 0 };

        var sum = await SumAsync("s3://bucket/x.csv", Services(impatient ? Access.Impatient : null));

        Assert.True(await Expected.Value == sum, name);
        Assert.InRange(Faults.Injected, 1, 2);
    }

    [Theory]
    [InlineData(503, "SlowDown")]
    [InlineData(500, "InternalError")]
    [InlineData(403, "AccessDenied")]
    public async Task ReadRows_GivenLastingFaultInTheMiddle_FailsWithUriOffsetAndRequestId(int status, string code)
    {
        Bucket.Put("x.csv", Csv);
        Faults.Add(new FaultRule(new S3Fault.Error(status, code)) { When = r => r.Range?.StartsWith($"bytes={PartSize}-", StringComparison.Ordinal) == true });

        var error = await Assert.ThrowsAnyAsync<Exception>(() => SumAsync("s3://bucket/x.csv", Services()));

        var cause = Find<S3Exception>(error);
        AssertIsClear(cause, "x.csv");
        Assert.Equal((code, PartSize), (cause.ErrorCode, cause.Offset));
        Assert.Contains("s3://bucket/x.csv", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadRows_GivenFileThatChangesInTheMiddle_FailsAndNamesIt()
    {
        Bucket.Put("x.csv", Csv);
        Faults.Add(S3Operation.GetObject, new S3Fault.Before(b => b["bucket"].Put("x.csv", MakeCsv(RowCount, 1))), skip: 1);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => SumAsync("s3://bucket/x.csv", Services()));

        Assert.Contains("s3://bucket/x.csv", error.Message, StringComparison.Ordinal);
        Assert.Contains("changed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadRows_GivenFileThatChangesBetweenListAndRead_FailsAndNamesIt()
    {
        Bucket.Put("d/a.csv", Csv.AsSpan(0, 1000));
        Faults.Add(S3Operation.GetObject, new S3Fault.Before(b => b["bucket"].Put("d/a.csv", MakeCsv(10, 1))));

        var error = await Assert.ThrowsAsync<DataFormatException>(() => SumAsync("s3://bucket/d/", Services()));

        Assert.Contains("was changed while the channel was read", error.Message, StringComparison.Ordinal);
        Assert.Equal("s3://bucket/d/a.csv", error.DataSource);
    }

    [Fact]
    public async Task ReadRows_GivenNothingThere_SaysWhatIsMissing()
    {
        var key = await Assert.ThrowsAsync<DataFormatException>(() => SumAsync("s3://bucket/none.csv", Services()));
        var bucket = await Assert.ThrowsAnyAsync<Exception>(() => SumAsync("s3://no-such-bucket/x.csv", Services()));

        Assert.Equal("s3://bucket/none.csv", key.DataSource);
        Assert.Contains("s3://no-such-bucket", bucket.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadRows_GivenWrongKeys_SaysWhatToCheck()
    {
        Bucket.Put("x.csv", Csv);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => SumAsync("s3://bucket/x.csv", Services(Access.Options with { SecretKey = "wrong" })));

        Assert.Contains("s3://bucket/x.csv", error.Message, StringComparison.Ordinal);
        Assert.Contains("SecretKey", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.75)]
    [InlineData(0.9999)]
    public async Task ReadRows_GivenTruncatedGzip_FailsAndNamesTheFile(double share)
    {
        var compressed = Compress(Csv);
        Bucket.Put("x.csv.gz", compressed);
        Bucket.Put("cut.csv.gz", compressed.AsSpan(0, (int)(compressed.Length * share)));

        Assert.Equal(await Expected.Value, await SumAsync("s3://bucket/x.csv.gz", Services()));
        var error = await Assert.ThrowsAsync<DataFormatException>(() => SumAsync("s3://bucket/cut.csv.gz", Services()));

        Assert.Equal("s3://bucket/cut.csv.gz", error.DataSource);
    }

    [Fact]
    public async Task ReadRows_GivenCsvCutWithinARow_FailsAtItsLine()
    {
        var cut = Csv.AsSpan(0, Csv.AsSpan(0, PartSize + 300_000).LastIndexOf((byte)',')).ToArray();
        Bucket.Put("cut.csv", cut);

        var error = await Assert.ThrowsAsync<DataFormatException>(() => SumAsync("s3://bucket/cut.csv", Services()));

        Assert.Equal("s3://bucket/cut.csv", error.DataSource);
        Assert.Equal(cut.Count(b => b == (byte)'\n') + 1, error.Line);
    }

    [Fact]
    public async Task Fit_GivenStormAndCuts_LearnsTheSameModelAsFromDisk()
    {
        using var folder = new Slipway.Tests.TemporaryFolder();
        var csv = MakeCsv(20_000);
        var file = folder.File("x.csv");
        await File.WriteAllBytesAsync(file, csv, Token);
        Bucket.Put("x.csv", csv);
        Faults.Add(new FaultRule(S3Fault.SlowDown) { Probability = 0.4, Seed = 5, Times = 10 });
        Faults.Add(S3Operation.GetObject, new S3Fault.ResetResponse(100_000), times: 3);

        using var local = await Learn(SlipwayServices.Default, folder.File("local")).FitAsync(DataChannel.FromCsv(file).WithLabel("half"), cancellationToken: Token);
        using var remote = await Learn(Services(Access.Options with { MaxAttempts = 40 }), folder.File("remote"))
            .FitAsync(DataChannel.FromCsv("s3://bucket/x.csv").WithLabel("half"), cancellationToken: Token);

        Assert.Equal(local.Digest, remote.Digest);
        Assert.True(Faults.Injected > 3);
    }

    private static Estimator<LinearRegressor> Learn(SlipwayServices services, string output) =>
        Estimator.For(new LinearRegressor { MaxIterations = 5 }).WithServices(services).WithOutput(output).WithSeed(1).WithMaxThreads(1);

    private static T Find<T>(Exception? error) where T : Exception
    {
        for (var e = error; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        throw new Xunit.Sdk.XunitException($"No {typeof(T).Name} in: {error}");
    }

    // The same rows read from a local file.
    private static async Task<(long Rows, int Hash)> ExpectedAsync()
    {
        using var folder = new Slipway.Tests.TemporaryFolder();
        await File.WriteAllBytesAsync(folder.File("x.csv"), Csv, Token);
        return await SumAsync(folder.File("x.csv"), SlipwayServices.Default);
    }

    // Number of rows, and a hash of all cells in order.
    private static Task<(long Rows, int Hash)> SumAsync(string uri, SlipwayServices services) => Task.Run(() =>
    {
        var (rows, hash) = (0L, default(HashCode));
        using var reader = DataChannel.FromCsv(uri).Open(services);
        while (reader.Read() is { } batch)
        {
            using (batch)
            {
                rows += batch.Length;
                foreach (var text in Rows.Texts(batch))
                {
                    hash.Add(string.GetHashCode(text, StringComparison.Ordinal));
                }
            }
        }

        return (rows, hash.ToHashCode());
    });

    private static byte[] MakeCsv(int rows, int shift = 0)
    {
        var text = new StringBuilder("id,half,name\n", rows * 55);
        for (var i = 0; i < rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},{(i + shift) * 0.5:0.0},a name that takes up some room {i % 97:D2}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Compress(byte[] data)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(data);
        }

        return target.ToArray();
    }
}
