using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Slipway.Data;
using Slipway.Features;

namespace Slipway.Prediction;

/// <summary>How a value of a type that only the call shows (in a dictionary) becomes an input.</summary>
internal static class ObjectEncoding
{
    /// <summary>Sets an input.</summary>
    /// <exception cref="ArgumentException">The value is not what the column needs; names column and value.</exception>
    public static void Encode(object value, RowEncoder encoder, in BoundInput input)
    {
        switch (value)
        {
            case float number: Number(number, encoder, input); break;
            case double number: Number(number, encoder, input); break;
            case int number: Number(number, encoder, input); break;
            case long number: Number(number, encoder, input); break;
            case decimal number: Number(number, encoder, input); break;
            case sbyte number: Number(number, encoder, input); break;
            case byte number: Number(number, encoder, input); break;
            case short number: Number(number, encoder, input); break;
            case ushort number: Number(number, encoder, input); break;
            case uint number: Number(number, encoder, input); break;
            case ulong number: Number(number, encoder, input); break;
            case bool flag when input.Kind is InputKind.Number: encoder.SetNumber(input.Index, flag ? 1 : 0); break;
            case string text when input.Kind is InputKind.Text or InputKind.Number: TextEncoding.Encode(text, encoder, input); break;
            case Enum name when input.Kind is InputKind.Text: encoder.SetText(input.Index, name.ToString()); break;
            case float[] vector when IsVector(input): VectorEncoding.Encode<float>(vector, encoder, input); break;
            case double[] vector when IsVector(input): VectorEncoding.Encode<double>(vector, encoder, input); break;
            case byte[] vector when IsVector(input): VectorEncoding.Encode<byte>(vector, encoder, input); break;
            case ReadOnlyMemory<float> vector when IsVector(input): VectorEncoding.Encode(vector.Span, encoder, input); break;
            case JsonElement json: Json(json, encoder, input); break;
            default: throw Mismatch(value, input);
        }
    }

    /// <summary>The error for a value of the wrong kind.</summary>
    public static ArgumentException Mismatch(object value, in BoundInput input)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return new ArgumentException(
            $"Column '{input.Column.Name}' is {InputWords.Describe(input.Column)}, but the value is"
            + $" {TypeNames.Of(value.GetType())} '{(text.Length > 80 ? string.Concat(text.AsSpan(0, 80), "...") : text)}'. Give"
            + $" {InputWords.TypesFor(input.Kind)}.");
    }

    private static bool IsVector(in BoundInput input) => input.Kind is InputKind.Vector or InputKind.SparseVector;

    private static void Number<TValue>(TValue value, RowEncoder encoder, in BoundInput input)
        where TValue : unmanaged, INumber<TValue>
    {
        if (!NumberEncoding<TValue>.Fits(input.Kind))
        {
            throw Mismatch(value, input);
        }

        NumberEncoding<TValue>.Encode(value, encoder, input);
    }

    private static void Json(JsonElement json, RowEncoder encoder, in BoundInput input)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Null:
                break;
            case JsonValueKind.Number when input.Kind is InputKind.Number:
                encoder.SetNumber(input.Index, json.GetDouble());
                break;
            case JsonValueKind.Number when input.Kind is InputKind.Text && json.TryGetInt64(out var integer):
                NumberEncoding<long>.Encode(integer, encoder, input);
                break;
            case JsonValueKind.String when !IsVector(input):
                TextEncoding.Encode(json.GetString()!, encoder, input);
                break;
            case JsonValueKind.True or JsonValueKind.False when input.Kind is InputKind.Number:
                encoder.SetNumber(input.Index, json.ValueKind is JsonValueKind.True ? 1 : 0);
                break;
            case JsonValueKind.Array when IsVector(input) && json.EnumerateArray().All(v => v.ValueKind is JsonValueKind.Number):
                VectorEncoding.Encode<float>(json.EnumerateArray().Select(v => v.GetSingle()).ToArray(), encoder, input);
                break;
            default:
                throw Mismatch(json, input);
        }
    }
}
