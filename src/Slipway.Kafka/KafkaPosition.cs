using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Kafka;

/// <summary>The next offset of each partition that anything has been read of.</summary>
internal static class KafkaPosition
{
    /// <summary>As text. May be made for every record, so it costs no tree.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="offsets">By partition, in order.</param>
    public static string Write(string topic, SortedDictionary<int, long> offsets)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("topic", topic);
            json.WriteStartObject("offsets");
            foreach (var (partition, offset) in offsets)
            {
                json.WriteNumber(partition.ToString(CultureInfo.InvariantCulture), offset);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>Reads it back; null is the beginning.</summary>
    /// <exception cref="DataFormatException">It is another source's.</exception>
    public static IReadOnlyDictionary<int, long> Parse(string? position, string topic)
    {
        if (position is null)
        {
            return new Dictionary<int, long>();
        }

        try
        {
            var json = JsonNode.Parse(position)!.AsObject();
            if (json["topic"]!.GetValue<string>() is var other && other != topic)
            {
                throw new FormatException($"it is one of topic {other}");
            }

            var offsets = json["offsets"]!.AsObject().ToDictionary(
                p => int.Parse(p.Key, NumberStyles.None, CultureInfo.InvariantCulture), p => p.Value!.GetValue<long>());
            return offsets.Values.All(o => o >= 0) ? offsets : throw new FormatException("an offset is negative");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException or OverflowException)
        {
            throw new DataFormatException(
                $"the position is not one of this topic ({e.Message})", $"Kafka topic {topic}", value: position,
                remedy: "Begin a new job, by another WithJobName.", innerException: e);
        }
    }
}
