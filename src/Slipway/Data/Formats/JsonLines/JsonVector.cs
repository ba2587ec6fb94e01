using System.Text.Json;

namespace Slipway.Data;

/// <summary>Reads arrays of numbers into a buffer that is used again.</summary>
internal sealed class JsonVector(JsonErrors errors)
{
    private float[] _items = new float[16];
    private int _count;

    /// <summary>The array read last.</summary>
    public ReadOnlySpan<float> Items => _items.AsSpan(0, _count);

    /// <summary>Reads on to the array's end.</summary>
    /// <param name="reader">At the array's start.</param>
    /// <param name="line">Its line.</param>
    /// <param name="property">Its property.</param>
    public void Read(ref Utf8JsonReader reader, long line, string property)
    {
        _count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            float item;
            if (reader.TokenType == JsonTokenType.Null)
            {
                item = float.NaN;
            }
            else if (reader.TokenType != JsonTokenType.Number || !NumberParser.TryParse(reader.ValueSpan, out var number)
                || !float.IsFinite(item = (float)number))
            {
                throw errors.ArrayItem(line, property, reader.ValueSpan);
            }

            if (_count == _items.Length)
            {
                System.Array.Resize(ref _items, _count * 2);
            }

            _items[_count++] = item;
        }

        if (_count == 0)
        {
            throw errors.ArrayItem(line, property, "[]"u8);
        }
    }
}
