using System.Buffers;
using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>
/// Values of Arrow columns as text, so that reading the text gives the same value: numbers in the shortest form that does, times in ISO 8601.
/// </summary>
internal static class CellWriter
{
    private const int LongestNumber = 64;

    /// <summary>Whether values of a type have a text.</summary>
    public static bool IsSupported(IArrowType type) => type.TypeId is ArrowTypeId.Double or ArrowTypeId.Float or ArrowTypeId.HalfFloat
        or ArrowTypeId.Int8 or ArrowTypeId.Int16 or ArrowTypeId.Int32 or ArrowTypeId.Int64
        or ArrowTypeId.UInt8 or ArrowTypeId.UInt16 or ArrowTypeId.UInt32 or ArrowTypeId.UInt64
        or ArrowTypeId.Boolean or ArrowTypeId.String or ArrowTypeId.LargeString or ArrowTypeId.StringView
        or ArrowTypeId.Date32 or ArrowTypeId.Date64 or ArrowTypeId.Timestamp;

    /// <summary>Appends the text of a value.</summary>
    /// <param name="array">The column.</param>
    /// <param name="row">The row.</param>
    /// <param name="text">Where to.</param>
    public static CellKind Write(IArrowArray array, int row, ArrayBufferWriter<byte> text)
    {
        if (array.IsNull(row))
        {
            return CellKind.Missing;
        }

        switch (array)
        {
            case DoubleArray numbers:
                return double.IsNaN(numbers.Values[row]) ? CellKind.Missing : Number(numbers.Values[row], text);
            case FloatArray numbers:
                return float.IsNaN(numbers.Values[row]) ? CellKind.Missing : Number(numbers.Values[row], text);
            case HalfFloatArray numbers:
                return Half.IsNaN(numbers.Values[row]) ? CellKind.Missing : Number((float)numbers.Values[row], text);
            case Int8Array numbers:
                return Number(numbers.Values[row], text);
            case Int16Array numbers:
                return Number(numbers.Values[row], text);
            case Int32Array numbers:
                return Number(numbers.Values[row], text);
            case Int64Array numbers:
                return Number(numbers.Values[row], text);
            case UInt8Array numbers:
                return Number(numbers.Values[row], text);
            case UInt16Array numbers:
                return Number(numbers.Values[row], text);
            case UInt32Array numbers:
                return Number(numbers.Values[row], text);
            case UInt64Array numbers:
                return Number(numbers.Values[row], text);
            case BooleanArray booleans:
                text.Write(booleans.GetValue(row) == true ? "true"u8 : "false"u8);
                return CellKind.Boolean;
            case StringArray texts:
                text.Write(texts.GetBytes(row));
                return CellKind.Text;
            case LargeStringArray texts:
                text.Write(texts.GetBytes(row));
                return CellKind.Text;
            case StringViewArray texts:
                text.Write(texts.GetBytes(row));
                return CellKind.Text;
            case Date32Array days:
                return Text(days.GetDateTime(row)!.Value, "yyyy-MM-dd", text);
            case Date64Array days:
                return Text(days.GetDateTime(row)!.Value, "yyyy-MM-dd", text);
            case TimestampArray times:
                return Text(times.GetTimestamp(row)!.Value, "yyyy-MM-ddTHH:mm:ss.FFFFFFF", text);
            default:
                throw new ArgumentException($"Values of {array.Data.DataType.Name} have no text.", nameof(array));
        }
    }

    private static CellKind Number<T>(T value, ArrayBufferWriter<byte> text) where T : IUtf8SpanFormattable
    {
        value.TryFormat(text.GetSpan(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
        text.Advance(written);
        return CellKind.Number;
    }

    private static CellKind Text<T>(T value, string format, ArrayBufferWriter<byte> text) where T : IUtf8SpanFormattable
    {
        value.TryFormat(text.GetSpan(LongestNumber), out var written, format, CultureInfo.InvariantCulture);
        text.Advance(written);
        return CellKind.Text;
    }
}
