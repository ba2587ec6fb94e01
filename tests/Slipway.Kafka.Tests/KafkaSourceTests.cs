using System.Diagnostics;
using Confluent.Kafka;
using Slipway.KafkaProcess;

namespace Slipway.Kafka.Tests;

public sealed class KafkaSourceTests : IDisposable
{
    private static readonly KafkaOptions ToEnd = new() { StopAtEnd = true };
    private readonly MockCluster _cluster = new();
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _cluster.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Open_GivenSeveralPartitions_MergesThemByTimeWhateverTheirSizes()
    {
        // given: most rows in one partition, more than its buffer holds
        _cluster.Write("sensors", 0, 600, i => i % 10 == 3 ? 1 : i % 50 == 7 ? 2 : i % 100 == 9 ? 3 : 0);

        // when
        var (rows, _) = await ReadAsync("sensors", null, ToEnd with { BufferedRecords = 32 });

        // then
        Assert.Equal(Enumerable.Range(0, 600).Select(i => (long)i), rows);
    }

    [Fact]
    public async Task Position_GivenAnyRecord_GoesOnWithTheNextOfEachPartition()
    {
        // given
        _cluster.Write("sensors", 0, 400, i => (int)(i * i % 4));
        foreach (var taken in new[] { 1, 77, 203, 399 })
        {
            var (_, position) = await ReadAsync("sensors", null, ToEnd, taken);

            // when
            var (rest, _) = await ReadAsync("sensors", position, ToEnd);

            // then
            Assert.Equal(Enumerable.Range(taken, 400 - taken).Select(i => (long)i), rest);
        }
    }

    [Fact]
    public async Task MoveNextAsync_GivenNoRecordsYet_WaitsForThem()
    {
        // given
        _cluster.Write("sensors", 0, 4, i => (int)i);
        var source = Source("sensors", new KafkaOptions());
        await using var reader = source.Open(null, Token);
        Assert.True(await reader.MoveNextAsync());
        var waiting = reader.MoveNextAsync();
        Assert.False(waiting.IsCompleted);

        // when: partition 0 has a next record, so the earliest is known
        _cluster.Write("sensors", 4, 1, _ => 0);

        // then
        Assert.True(await waiting);
        Assert.Equal(1, reader.Current);
    }

    [Fact]
    public async Task MoveNextAsync_GivenCancelledToken_StopsWaiting()
    {
        // given
        _cluster.Write("sensors", 0, 1, _ => 0);
        using var cancel = new CancellationTokenSource();
        await using var reader = Source("sensors", new KafkaOptions()).Open(null, cancel.Token);
        var waiting = reader.MoveNextAsync().AsTask();

        // when
        await cancel.CancelAsync();

        // then
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30), Token));
    }

    [Fact]
    public async Task Open_GivenOffsetBeyondTheTopic_IsAnErrorAndNotAJump()
    {
        // given
        _cluster.Write("sensors", 0, 100, _ => 0);

        // when
        var error = await Assert.ThrowsAsync<DataFormatException>(
            () => ReadAsync("sensors", """{"topic":"sensors","offsets":{"0":5000}}""", ToEnd with { Partitions = [0] }));

        // then
        Assert.Contains("no longer has the records", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"topic":"other","offsets":{}}""", "other")]
    [InlineData("""{"topic":"sensors","offsets":{"0":-4}}""", "negative")]
    [InlineData("12", "position")]
    public void Open_GivenForeignPosition_SaysSo(string position, string part)
    {
        var error = Assert.Throws<DataFormatException>(() => Source("sensors", ToEnd).Open(position, Token));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_GivenPositionOfAPartitionThatIsNotRead_SaysSo()
    {
        _cluster.Write("sensors", 0, 4, i => (int)i);
        var error = await Assert.ThrowsAsync<DataFormatException>(
            () => ReadAsync("sensors", """{"topic":"sensors","offsets":{"0":1,"3":1}}""", ToEnd with { Partitions = [0, 1] }));
        Assert.Contains("3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MoveNextAsync_GivenRecordThatIsNoRow_NamesPartitionAndOffset()
    {
        // given
        _cluster.Write("sensors", 0, 3, _ => 0);
        _cluster.Write("sensors", 0, 3, "{\"Pressure\": \"high\"}"u8.ToArray());
        _cluster.Flush();
        var channel = DataChannel.FromKafka(_cluster.Config, "sensors", TopicRecipe.Rows, ToEnd with { Partitions = [0] }).WithLabel("State");

        // when
        await using var job = await Estimator.For(new MlpClassifier()).WithOutput(_folder.Root).FitStreamAsync(channel, cancellationToken: Token);
        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => job.Completion);

        // then
        Assert.Contains("partition 0, offset 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_GivenNoBroker_SaysWhatToCheck()
    {
        var source = new KafkaSource<long>(
            new ConsumerConfig { BootstrapServers = "127.0.0.1:1" }, "sensors", r => r.Offset, ToEnd with { ConnectTimeout = TimeSpan.FromSeconds(2) });
        await using var reader = source.Open(null, Token);
        var error = await Assert.ThrowsAsync<IOException>(async () => await reader.MoveNextAsync());
        Assert.Contains("BootstrapServers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromKafka_GivenOptionsOutOfRange_SaysAllProblems()
    {
        var error = Assert.Throws<ArgumentException>(() => DataChannel.FromKafka(
            new ConsumerConfig(), "sensors", TopicRecipe.Rows, new KafkaOptions { Partitions = [1, 1], BufferedRecords = 0 }));
        Assert.Contains("Partitions", error.Message, StringComparison.Ordinal);
        Assert.Contains("BufferedRecords", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Position_GivenGroup_IsCommittedForOthersToSeeAndNeverRead()
    {
        // given
        _cluster.Write("sensors", 0, 50, _ => 0);
        var config = new ConsumerConfig(_cluster.Config) { GroupId = "monitor" };
        await ReadAsync("sensors", null, ToEnd with { Partitions = [0] }, config: config);

        // when
        using var other = new ConsumerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
        var committed = other.Committed([new TopicPartition("sensors", 0)], TimeSpan.FromSeconds(30));
        var (again, _) = await ReadAsync("sensors", null, ToEnd with { Partitions = [0] }, config: config);

        // then
        Assert.Equal(50, committed[0].Offset.Value);
        Assert.Equal(50, again.Count);
    }

    [Fact]
    public async Task FitStreamAsync_GivenProcessKilledWhileItReads_LearnsEachRecordOnce()
    {
        // given
        _cluster.Write("sensors", 0, 6_000, i => (int)(i % 7 % 4));
        var brokers = _cluster.Brokers;
        var undisturbed = await TopicRecipe.RunAsync(brokers, "sensors", _folder.File("undisturbed"), "job");
        var checkpoints = _folder.File("killed/job/checkpoints");

        // when
        var kills = 0;
        string? digest = null;
        while (digest is null && kills < 20)
        {
            using var process = Start(brokers);
            var before = Newest(checkpoints);
            while (kills < 3 && !process.HasExited && Newest(checkpoints) == before)
            {
                await Task.Delay(1, Token); // the other process tells nothing but through its files
            }

            if (kills < 3 && !process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(Token);
                kills++;
                continue;
            }

            var errors = process.StandardError.ReadToEndAsync(Token);
            digest = (await process.StandardOutput.ReadToEndAsync(Token)).Trim();
            await process.WaitForExitAsync(Token);
            Assert.True(process.ExitCode == 0, await errors);
        }

        // then
        Assert.Equal(3, kills);
        Assert.Equal(undisturbed, digest);
    }

    private Process Start(string brokers)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Slipway.KafkaProcess.dll"), brokers, "sensors", _folder.File("killed"), "job"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static string? Newest(string folder) => Directory.Exists(folder)
        ? Directory.GetFiles(folder, "checkpoint-*.slipway").Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    private KafkaSource<long> Source(string topic, KafkaOptions options, ConsumerConfig? config = null) => new(
        config ?? _cluster.Config, topic, r => (r.Timestamp - DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000)).Ticks / TimeSpan.TicksPerMillisecond,
        options);

    private async Task<(List<long> Rows, string Position)> ReadAsync(
        string topic, string? position, KafkaOptions options, int most = int.MaxValue, ConsumerConfig? config = null)
    {
        await using var reader = Source(topic, options, config).Open(position, Token);
        var rows = new List<long>();
        while (rows.Count < most && await reader.MoveNextAsync())
        {
            rows.Add(reader.Current);
        }

        return (rows, reader.Position);
    }
}
