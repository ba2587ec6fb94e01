using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Confluent.Kafka;
using Slipway.Data;
using Slipway.Kafka;

namespace Slipway;

/// <summary>Topics as streams.</summary>
public static class KafkaChannel
{
    extension(DataChannel)
    {
        /// <summary>
        /// The records of a topic as a stream with positions, read by a function of yours. The offsets are kept in the job's own checkpoint, together with
        /// the model: each record is learned exactly once in what survives, whatever happens to the process.
        /// </summary>
        /// <remarks>
        /// <para>
        /// Order: within a partition by offset; among partitions always the record with the earliest time stamp among the partitions' next ones, then the
        /// lower partition. That depends on the topic's content alone, so it is the same after a restart. The price: a partition without a next record holds
        /// up the others until there is one. Leave idle partitions out by <see cref="KafkaOptions.Partitions"/>.
        /// </para>
        /// <para>
        /// The job assigns itself its partitions: it is no member of a consumer group and knows no rebalance; what is committed to the group of
        /// <see cref="ClientConfig"/> (where <c>GroupId</c> is set) tells lag monitors how far it is, and is never read. Offsets that the topic no longer has
        /// are an error, never a jump.
        /// </para>
        /// </remarks>
        /// <typeparam name="T">A row, as for <c>DataChannel.From</c>.</typeparam>
        /// <param name="config">Brokers, security, fetching; copied. Assignment, offsets and commits are set by Slipway.</param>
        /// <param name="topic">The topic.</param>
        /// <param name="read">Makes a row; called once a record, on one thread at a time.</param>
        /// <param name="options">Partitions, buffers; null means the defaults.</param>
        /// <exception cref="ArgumentException">An option is out of range, or a property of <typeparamref name="T"/> cannot be a column.</exception>
        public static DataChannel FromKafkaRecords<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
            ConsumerConfig config, string topic, Func<KafkaRecord, T> read, KafkaOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(config);
            ArgumentException.ThrowIfNullOrEmpty(topic);
            ArgumentNullException.ThrowIfNull(read);
            options ??= new KafkaOptions();
            options.Validate();
            return DataChannel.FromStream(new KafkaSource<T>(config, topic, read, options));
        }

        /// <summary>The records of a topic whose values are JSON; otherwise as <c>FromKafkaRecords</c>.</summary>
        /// <typeparam name="T">A row, as for <c>DataChannel.From</c>.</typeparam>
        /// <param name="config">Brokers, security, fetching; copied.</param>
        /// <param name="topic">The topic.</param>
        /// <param name="type">How to read the JSON: <c>MyContext.Default.MyRow</c>, or the reflection of <c>JsonTypeInfo.CreateJsonTypeInfo</c>.</param>
        /// <param name="options">Partitions, buffers; null means the defaults.</param>
        public static DataChannel FromKafka<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
            ConsumerConfig config, string topic, JsonTypeInfo<T> type, KafkaOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(type);
            return DataChannel.FromKafkaRecords(
                config, topic,
                record => JsonSerializer.Deserialize(record.Value.Span, type) ?? throw new JsonException("the JSON is null"), options);
        }
    }
}
