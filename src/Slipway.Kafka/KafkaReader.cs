using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;

namespace Slipway.Kafka;

/// <summary>Reads partitions and merges them in an order that depends on their content alone.</summary>
internal sealed class KafkaReader<T> : IPositionedReader<T>
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private readonly string _topic;
    private readonly Func<KafkaRecord, T> _read;
    private readonly KafkaOptions _options;
    private readonly CancellationToken _cancellationToken;
    private readonly ConsumerConfig _config;
    private readonly IReadOnlyDictionary<int, long> _start;
    private readonly SortedDictionary<int, PartitionQueue> _partitions = [];
    private readonly SortedDictionary<int, long> _next = [];
    private readonly bool _commits;
    private IConsumer<byte[], byte[]>? _consumer;
    private Error? _fatal;
    private T? _current;

    public KafkaReader(
        ConsumerConfig config, string topic, Func<KafkaRecord, T> read, KafkaOptions options, IReadOnlyDictionary<int, long> start,
        CancellationToken cancellationToken)
    {
        _topic = topic;
        _read = read;
        _options = options;
        _start = start;
        foreach (var (partition, offset) in start)
        {
            _next[partition] = offset;
        }

        _cancellationToken = cancellationToken;
        _commits = config.GroupId is not null;
        _config = new ConsumerConfig(new ClientConfig(config.ToDictionary(p => p.Key, p => p.Value)))
        {
            GroupId = config.GroupId ?? "slipway",
            EnableAutoCommit = _commits,
            EnableAutoOffsetStore = false,
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Error, // never a jump to other records
        };
    }

    public T Current => _current ?? throw new InvalidOperationException("There is no current row: call MoveNextAsync first.");

    public string Position => KafkaPosition.Write(_topic, _next);

    public async ValueTask<bool> MoveNextAsync()
    {
        if (!IsReady())
        {
            // The consumer blocks; it is used by one call at a time.
            await Task.Run(Fill, _cancellationToken).ConfigureAwait(false);
        }

        if (Earliest() is not { } partition)
        {
            return false;
        }

        var record = partition.Records.Dequeue();
        Resume(partition);
        _current = Read(record);
        _next[record.Partition] = record.Offset + 1;
        if (_commits)
        {
            _consumer!.StoreOffset(new TopicPartitionOffset(_topic, record.Partition, record.Offset + 1));
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_consumer is { } consumer)
        {
            _consumer = null;
            await Task.Run(() =>
            {
                try
                {
                    consumer.Close(); // commits what was stored, for information
                }
                catch (KafkaException)
                {
                    // The brokers are gone; nothing that counts was to be told to them.
                }
                finally
                {
                    consumer.Dispose();
                }
            }).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the next record is known: each partition has one, or has ended.</summary>
    private bool IsReady() => _consumer is not null && _partitions.Values.All(p => p.Records.Count > 0 || (p.AtEnd && _options.StopAtEnd));

    private PartitionQueue? Earliest()
    {
        PartitionQueue? earliest = null;
        foreach (var partition in _partitions.Values)
        {
            if (partition.Records.Count > 0
                && (earliest is null || partition.Records.Peek().Timestamp < earliest.Records.Peek().Timestamp))
            {
                earliest = partition;
            }
        }

        return earliest;
    }

    private void Fill()
    {
        _consumer ??= Connect();
        while (!IsReady())
        {
            _cancellationToken.ThrowIfCancellationRequested();
            Take(Poll);
        }

        while (Take(TimeSpan.Zero))
        {
            // What has come already, as far as there is room.
        }
    }

    private bool Take(TimeSpan wait)
    {
        ConsumeResult<byte[], byte[]>? result;
        try
        {
            result = _consumer!.Consume(wait);
        }
        catch (ConsumeException e) when (e.Error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange)
        {
            throw new DataFormatException(
                $"the topic no longer has the records of the position ({e.Error.Reason})", Name(e.ConsumerRecord?.Partition.Value, e.ConsumerRecord?.Offset.Value),
                remedy: "Raise the topic's retention, and begin a new job by another WithJobName.", innerException: e);
        }

        if (_fatal is { } fatal)
        {
            throw new IOException($"Kafka topic {_topic}: {fatal.Reason} ({fatal.Code}). Check brokers, credentials and permissions of the ConsumerConfig.");
        }

        if (result is null)
        {
            return false;
        }

        var partition = _partitions[result.Partition.Value];
        if (result.IsPartitionEOF)
        {
            partition.AtEnd = true;
            return true;
        }

        partition.Records.Enqueue(new KafkaRecord(
            _topic, result.Partition.Value, result.Offset.Value, DateTimeOffset.FromUnixTimeMilliseconds(result.Message.Timestamp.UnixTimestampMs),
            result.Message.Key, result.Message.Value));
        if (partition.Records.Count >= _options.BufferedRecords && !partition.IsPaused)
        {
            partition.IsPaused = true;
            _consumer!.Pause([new TopicPartition(_topic, partition.Number)]);
        }

        return true;
    }

    private void Resume(PartitionQueue partition)
    {
        if (partition.IsPaused && partition.Records.Count <= _options.BufferedRecords / 2)
        {
            partition.IsPaused = false;
            _consumer!.Resume([new TopicPartition(_topic, partition.Number)]);
        }
    }

    private IConsumer<byte[], byte[]> Connect()
    {
        var consumer = new ConsumerBuilder<byte[], byte[]>(_config)
            .SetErrorHandler((_, error) =>
            {
                if (error.IsFatal || error.Code is ErrorCode.Local_Authentication or ErrorCode.TopicAuthorizationFailed or ErrorCode.SaslAuthenticationFailed)
                {
                    _fatal = error;
                }
            })
            .SetLogHandler((_, _) => { }) // librdkafka otherwise writes to the console
            .Build();
        try
        {
            foreach (var number in _options.Partitions ?? FindPartitions(consumer))
            {
                _partitions.Add(number, new PartitionQueue(number));
            }

            if (_start.Keys.Except(_partitions.Keys).ToList() is { Count: > 0 } missing)
            {
                throw new DataFormatException(
                    $"the position names partitions that are not read: {string.Join(", ", missing.Order())}", $"Kafka topic {_topic}",
                    remedy: "Read the same partitions as before, or begin a new job by another WithJobName.");
            }

            consumer.Assign(_partitions.Keys.Select(
                p => new TopicPartitionOffset(_topic, p, _start.TryGetValue(p, out var offset) ? new Offset(offset) : Offset.Beginning)));
            return consumer;
        }
        catch
        {
            consumer.Dispose();
            throw;
        }
    }

    private List<int> FindPartitions(IConsumer<byte[], byte[]> consumer)
    {
        try
        {
            using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
            var topic = admin.GetMetadata(_topic, _options.ConnectTimeout).Topics.Find(t => t.Topic == _topic);
            return topic is { Error.IsError: false, Partitions.Count: > 0 }
                ? topic.Partitions.ConvertAll(p => p.PartitionId)
                : throw new DataFormatException(
                    $"there is no such topic ({topic?.Error.Reason ?? "the brokers do not know it"})", $"Kafka topic {_topic}",
                    remedy: "Create it, or correct its name.");
        }
        catch (KafkaException e)
        {
            throw new IOException(
                $"Kafka topic {_topic}: no broker of '{_config.BootstrapServers}' answered within {_options.ConnectTimeout}: {e.Error.Reason} ({e.Error.Code})."
                + " Check BootstrapServers, the network and the security settings of the ConsumerConfig.", e);
        }
    }

    private T Read(in KafkaRecord record)
    {
        try
        {
            return _read(record);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new DataFormatException(
                $"the record cannot be read as {typeof(T).Name}: {e.Message}", Name(record.Partition, record.Offset), value: System.Text.Encoding.UTF8.GetString(record.Value.Span),
                remedy: "Correct what writes the topic, or read such records in a function of your own.", innerException: e);
        }
    }

    private string Name(int? partition, long? offset) =>
        string.Create(CultureInfo.InvariantCulture, $"Kafka topic {_topic}, partition {partition}, offset {offset}");

    private sealed class PartitionQueue(int number)
    {
        public int Number => number;

        public Queue<KafkaRecord> Records { get; } = new();

        public bool AtEnd { get; set; }

        public bool IsPaused { get; set; }
    }
}
