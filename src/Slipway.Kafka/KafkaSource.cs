using Confluent.Kafka;

namespace Slipway.Kafka;

/// <summary>A topic.</summary>
internal sealed class KafkaSource<T>(ConsumerConfig config, string topic, Func<KafkaRecord, T> read, KafkaOptions options) : IPositionedSource<T>
{
    private readonly ConsumerConfig _config = new(new ClientConfig(config.ToDictionary(p => p.Key, p => p.Value)));

    public string Description => $"records of Kafka topic {topic}{(options.Partitions is { } p ? $" (partitions {string.Join(", ", p.Order())})" : "")}";

    public IPositionedReader<T> Open(string? position, CancellationToken cancellationToken) =>
        new KafkaReader<T>(_config, topic, read, options, KafkaPosition.Parse(position, topic), cancellationToken);
}
