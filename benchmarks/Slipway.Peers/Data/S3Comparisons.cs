using System.Diagnostics;
using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Slipway.Peers.Running;
using Slipway.S3Double.Ceph;
using Slipway.Storage;

namespace Slipway.Peers.Data;

/// <summary>
/// One object read from beginning to end from Ceph's RADOS Gateway on loopback, its objects in memory: Slipway's one stream with its ranges ahead,
/// beside as many <c>curl</c> processes, each with an equal share of the object, which throw away what they get.
/// </summary>
internal static class S3Comparisons
{
    private const long ObjectBytes = 2_000_000_000;
    private const string Bucket = "benchmark";
    private const string Key = "object.bin";
    private const double Goal = 0.9;

    /// <summary>The row.</summary>
    public static IEnumerable<Comparison> All()
    {
        var ranges = new S3Options().ParallelRanges;
        var server = new Lazy<Task<Gateway>>(Gateway.StartAsync);
        yield return new Comparison
        {
            Work = $"s3 sequential read of {ObjectBytes / 1_000_000_000} GB, {ranges} ranges at a time, Ceph on loopback",
            Unit = "MB/s",
            Better = Better.Higher,
            Goal = $"at least {Goal} of what curl gets with as many ranges",
            GoalMet = result => result.Ratio >= Goal,
            Quality = QualityRule.SameValue(0),
            WarmUps = 5, // the compiler is done with the client after some gigabytes
            Repetitions = 7,
            Slipway = Contender.Slipway(async token => await (await server.Value).ReadAsync(token)),
            Peer = new Contender("curl", CurlVersion, async token => await (await server.Value).CurlAsync(ranges, token)),
        };
    }

    private static string CurlVersion()
    {
        using var process = Process.Start(new ProcessStartInfo("curl", ["--version"]) { RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadToEnd().Split(' ')[1];
    }

    private static Measurement Verified(long bytes, double seconds) => bytes == ObjectBytes
        ? new Measurement(bytes / 1e6 / seconds, bytes)
        : throw new InvalidOperationException($"Read {bytes} bytes of {ObjectBytes}.");

    /// <summary>The server with the object. It ends with this process, at the latest.</summary>
    private sealed class Gateway : IAsyncDisposable
    {
        private readonly CephServer _server;
        private readonly S3ObjectStore _store;
        private readonly AmazonS3Client _client;
        private readonly Uri _uri = S3Uri.Create(Bucket, Key);

        private Gateway(CephServer server)
        {
            _server = server;
            _store = new S3ObjectStore(new S3Options
            {
                ServiceUrl = server.Endpoint,
                AccessKey = server.Credentials.AccessKey,
                SecretKey = server.Credentials.SecretKey,
            });
            _client = new AmazonS3Client(
                new BasicAWSCredentials(server.Credentials.AccessKey, server.Credentials.SecretKey),
                new AmazonS3Config { ServiceURL = server.Endpoint.ToString(), ForcePathStyle = true, UseHttp = true });
        }

        public static async Task<Gateway> StartAsync()
        {
            if (CephInstallation.FindProblem() is { } problem)
            {
                throw new PeerMissingException(problem);
            }

            if (!File.Exists("/usr/bin/curl"))
            {
                throw new PeerMissingException("/usr/bin/curl");
            }

            var gateway = new Gateway(await CephServer.StartAsync());
            AppDomain.CurrentDomain.ProcessExit += (_, _) => gateway.DisposeAsync().AsTask().GetAwaiter().GetResult();
            await gateway._client.PutBucketAsync(Bucket);
            await gateway.UploadAsync();
            return gateway;
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            _store.Dispose();
            await _server.DisposeAsync();
        }

        /// <summary>Reads as a channel does: on a thread of its own, which waits.</summary>
        public Task<Measurement> ReadAsync(CancellationToken cancellationToken) => Task.Factory.StartNew(
            () => Read(cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        private Measurement Read(CancellationToken cancellationToken)
        {
            var start = Stopwatch.GetTimestamp();
            using var stream = _store.OpenReadAsync(_uri, cancellationToken: cancellationToken).AsTask().GetAwaiter().GetResult();
            var buffer = new byte[128 << 10];
            var bytes = 0L;
            for (int read; (read = stream.Read(buffer)) > 0; bytes += read)
            {
                CheckBlocks(buffer.AsSpan(0, read), bytes);
            }

            return Verified(bytes, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        public async Task<Measurement> CurlAsync(int ranges, CancellationToken cancellationToken)
        {
            var url = await _client.GetPreSignedURLAsync(new GetPreSignedUrlRequest
            {
                BucketName = Bucket,
                Key = Key,
                Expires = DateTime.UtcNow.AddHours(1),
                Protocol = Protocol.HTTP,
            });
            var start = Stopwatch.GetTimestamp();
            var sizes = await Task.WhenAll(Enumerable.Range(0, ranges).Select(i => DownloadAsync(
                url, ObjectBytes * i / ranges, (ObjectBytes * (i + 1) / ranges) - 1, cancellationToken)));
            return Verified(sizes.Sum(), Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        private static async Task<long> DownloadAsync(string url, long first, long last, CancellationToken cancellationToken)
        {
            string[] arguments = ["--silent", "--fail", "--range", $"{first}-{last}", "--output", "/dev/null", "--write-out", "%{size_download}", url];
            using var process = Process.Start(new ProcessStartInfo("/usr/bin/curl", arguments) { RedirectStandardOutput = true })!;
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? long.Parse(output, CultureInfo.InvariantCulture)
                : throw new InvalidOperationException($"curl ended with {process.ExitCode} at bytes {first} to {last}.");
        }

        private async Task UploadAsync()
        {
            await using var writer = await _store.OpenWriteAsync(_uri);
            var buffer = new byte[8 << 20];
            for (var at = 0L; at < ObjectBytes;)
            {
                var length = (int)Math.Min(buffer.Length, ObjectBytes - at);
                for (var i = 0; i < length; i++)
                {
                    buffer[i] = Content(at + i);
                }

                await writer.Stream.WriteAsync(buffer.AsMemory(0, length));
                at += length;
            }

            await writer.CommitAsync();
        }

        // A byte in 4 KiB is looked at, so that a part in a wrong place does not go unnoticed and the check costs nothing.
        private static void CheckBlocks(ReadOnlySpan<byte> bytes, long offset)
        {
            for (var i = (int)(-offset & 4095); i < bytes.Length; i += 4096)
            {
                if (bytes[i] != Content(offset + i))
                {
                    throw new InvalidOperationException($"Byte {offset + i} is {bytes[i]}, not {Content(offset + i)}.");
                }
            }
        }

        private static byte Content(long at) => (byte)((ulong)((at >> 12) * 0x9E3779B9) >> 16 ^ (ulong)at);
    }
}
