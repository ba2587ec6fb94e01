using System.Text.Json;

namespace Slipway.Tuning;

/// <summary>What a line after the first says. Unknown properties are passed over, so that a later version may add some.</summary>
internal sealed class JournalRecord
{
    public long Sequence { get; private set; }

    public string Kind { get; private set; } = "";

    public int Trial { get; private set; }

    public int Step { get; private set; }

    public double Value { get; private set; }

    public double[] Values { get; private set; } = [];

    public double[] Reports { get; private set; } = [];

    public string? State { get; private set; }

    public string? Reason { get; private set; }

    public string? Job { get; private set; }

    public int ProcessId { get; private set; }

    public string? Machine { get; private set; }

    public DateTimeOffset Time { get; private set; }

    public DateTimeOffset? Ended { get; private set; }

    public ParameterPoint? Point { get; private set; }

    /// <exception cref="FormatException">Not an event of this search.</exception>
    public static JournalRecord Read(ReadOnlySpan<byte> line, ParameterSpace? space)
    {
        var record = new JournalRecord();
        var json = new Utf8JsonReader(line);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            record.ReadProperty(ref json, space);
        }

        return record;
    }

    private void ReadProperty(ref Utf8JsonReader json, ParameterSpace? space)
    {
        if (Is(ref json, "seq"u8))
        {
            Sequence = json.GetInt64();
        }
        else if (Is(ref json, "event"u8))
        {
            Kind = JournalEvents.Known(ref json);
        }
        else if (Is(ref json, "trial"u8))
        {
            Trial = json.GetInt32();
        }
        else if (Is(ref json, "step"u8))
        {
            Step = json.GetInt32();
        }
        else if (Is(ref json, "value"u8))
        {
            Value = json.GetDouble();
        }
        else if (Is(ref json, "values"u8))
        {
            Values = Numbers(ref json);
        }
        else if (Is(ref json, "time"u8))
        {
            Time = json.GetDateTimeOffset();
        }
        else if (Is(ref json, "point"u8))
        {
            Point = space is null ? null : SpaceJson.ReadPoint(ref json, space);
        }
        else
        {
            ReadRareProperty(ref json);
        }
    }

    private void ReadRareProperty(ref Utf8JsonReader json)
    {
        if (Is(ref json, "reason"u8))
        {
            Reason = json.GetString();
        }
        else if (Is(ref json, "job"u8))
        {
            Job = json.GetString();
        }
        else if (Is(ref json, "state"u8))
        {
            State = json.GetString();
        }
        else if (Is(ref json, "reports"u8))
        {
            Reports = Numbers(ref json);
        }
        else if (Is(ref json, "ended"u8))
        {
            Ended = json.GetDateTimeOffset();
        }
        else if (Is(ref json, "pid"u8))
        {
            ProcessId = json.GetInt32();
        }
        else if (Is(ref json, "machine"u8))
        {
            Machine = json.GetString();
        }
        else
        {
            json.Read();
            json.Skip();
        }
    }

    /// <summary>Whether the reader stands at this property; then it moves on to the value.</summary>
    private static bool Is(ref Utf8JsonReader json, ReadOnlySpan<byte> name) => json.ValueTextEquals(name) && json.Read();

    private static double[] Numbers(ref Utf8JsonReader json)
    {
        var numbers = new List<double>();
        while (json.Read() && json.TokenType == JsonTokenType.Number)
        {
            numbers.Add(json.GetDouble());
        }

        return [.. numbers];
    }
}
