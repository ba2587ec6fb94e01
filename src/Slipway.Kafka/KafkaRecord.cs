namespace Slipway;

/// <summary>A record of a topic as it came.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Offset">Its offset in the partition.</param>
/// <param name="Timestamp">Its time stamp, as the topic is configured to give it.</param>
/// <param name="Key">Its key; empty without one.</param>
/// <param name="Value">Its value; empty for a tombstone.</param>
public readonly record struct KafkaRecord(
    string Topic, int Partition, long Offset, DateTimeOffset Timestamp, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value);
