using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Kafka;

/// <summary>The next offset of each partition that anything has been read of.</summary>
internal static class KafkaPosition
{
    public static string Write(string topic, IEnumerable<KeyValuePair<int, long>> offsets) => new JsonObject
    {
        ["topic"] = topic,
        ["offsets"] = new JsonObject(offsets.OrderBy(o => o.Key).Select(
            o => KeyValuePair.Create(o.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)o.Value))),
    }.ToJsonString();

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
