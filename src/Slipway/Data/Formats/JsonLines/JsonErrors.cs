using System.Text.Json;

namespace Slipway.Data;

/// <summary>The errors of JSON Lines.</summary>
/// <param name="source">The file.</param>
internal sealed class JsonErrors(FormatSource source)
{
    public DataFormatException Syntax(long line, ReadOnlySpan<byte> text, Exception cause)
    {
        var at = cause is JsonException { BytePositionInLine: { } position }
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" at byte {position + 1}")
            : " or a string is not valid UTF-8";
        return new DataFormatException(
            $"the line is not one JSON object: its syntax is wrong{at}", source.Name, line, null, CellText.Show(text),
            "one JSON object a line",
            "A file with one array, or with objects over several lines, is not JSON Lines; convert it (jq -c '.[]').", cause);
    }

    public DataFormatException NotAnObject(long line, ReadOnlySpan<byte> text) => new(
        "the line is not a JSON object", source.Name, line, null, CellText.Show(text), "an object such as {\"size\": 1.5, \"kind\": \"a\"}",
        "Convert the file (jq -c '.[]' takes an array apart).");

    public DataFormatException Nested(long line, string property) => new(
        "the value is a nested object", source.Name, line, property,
        expected: "a number, a string, true, false, null or an array of numbers",
        remedy: "Flatten it first, e.g. {\"a\": {\"b\": 1}} to {\"a.b\": 1}.");

    public DataFormatException Duplicate(long line, string property) => new(
        "the property is there twice", source.Name, line, property, expected: "distinct names", remedy: "Remove one.");

    public DataFormatException ArrayItem(long line, string property, ReadOnlySpan<byte> item) => new(
        "the array holds something else than float32 numbers", source.Name, line, property, CellText.Show(item), "numbers or null",
        "Give text and nested arrays as properties of their own.");

    public DataFormatException ArrayLength(long line, string property, int found, int expected) => new(
        $"the array has {found} numbers", source.Name, line, property, expected: $"{expected}, as in the rows before",
        remedy: "Pad the arrays to one length.");

    public DataFormatException ArrayAndScalar(long line, string property) => new(
        "the property is an array in some rows and a single value in others", source.Name, line, property, expected: "one of the two",
        remedy: "Give both as properties of their own.");

    public DataFormatException Unknown(long line, string property) => new(
        $"the property is not among the columns of {source.SchemaOrigin ?? source.Name}", source.Name, line, property,
        expected: "the properties of the first objects",
        remedy: "Set UnknownProperty to JsonUnknownProperty.Ignore, or raise InferenceRows so that it is seen.");

    public DataFormatException Type(long line, string property, ReadOnlySpan<byte> value, ColumnBuilder column) => new(
        $"the value is not {CellText.Expected(column)}", source.Name, line, property, CellText.Show(value), CellText.Expected(column),
        column is VectorColumn
            ? "Give the array in every row, or null."
            : "Correct it, write null for a missing value, or set the column's type to ColumnType.Text.");

    public DataFormatException Infinite(long line, string property, ReadOnlySpan<byte> value) => new(
        "the number is infinite", source.Name, line, property, CellText.Show(value), "a finite number",
        "Correct it, or write null for a missing value.");
}
