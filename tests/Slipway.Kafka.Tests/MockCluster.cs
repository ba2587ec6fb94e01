using System.Text.Json;
using Confluent.Kafka;
using Slipway.KafkaProcess;
using Slipway.TestProcess;

namespace Slipway.Kafka.Tests;

/// <summary>librdkafka's own mock of a cluster: a broker on loopback that speaks the real protocol, alive as long as its producer.</summary>
internal sealed class MockCluster : IDisposable
{
    private readonly IProducer<byte[], byte[]> _producer = new ProducerBuilder<byte[], byte[]>(
        new ProducerConfig(new Dictionary<string, string> { ["test.mock.num.brokers"] = "1", ["bootstrap.servers"] = "ignored:1", ["linger.ms"] = "1" }))
        .SetLogHandler((_, _) => { })
        .Build();

    public string Brokers
    {
        get
        {
            using var admin = new DependentAdminClientBuilder(_producer.Handle).Build();
            var broker = Assert.Single(admin.GetMetadata(TimeSpan.FromSeconds(30)).Brokers);
            return $"{broker.Host}:{broker.Port}";
        }
    }

    public ConsumerConfig Config => new() { BootstrapServers = Brokers };

    /// <summary>Writes sensor rows, to a partition each by a rule, a millisecond apart.</summary>
    public void Write(string topic, long from, long count, Func<long, int> partition)
    {
        for (var i = from; i < from + count; i++)
        {
            Write(topic, partition(i), i, JsonSerializer.SerializeToUtf8Bytes(SensorRow.At(i), TopicRecipe.Rows));
        }

        Assert.Equal(0, _producer.Flush(TimeSpan.FromSeconds(60)));
    }

    public void Write(string topic, int partition, long time, byte[] value) => _producer.Produce(
        new TopicPartition(topic, partition),
        new Message<byte[], byte[]> { Value = value, Timestamp = new Timestamp(1_700_000_000_000 + time, TimestampType.CreateTime) });

    public void Flush() => Assert.Equal(0, _producer.Flush(TimeSpan.FromSeconds(60)));

    public void Dispose() => _producer.Dispose();
}
