using System.Text.Json;
using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>A place in a file, and the columns that were found at the beginning of the stream.</summary>
/// <param name="Identity">Of the file; null where there is none.</param>
/// <param name="HeadLength">Bytes of the beginning that are hashed.</param>
/// <param name="HeadHash">Their hash.</param>
/// <param name="Offset">Byte where the next line begins.</param>
/// <param name="Columns">Columns and types.</param>
internal sealed record TailPosition(string? Identity, int HeadLength, string HeadHash, long Offset, Schema Columns)
{
    public override string ToString() => new JsonObject
    {
        ["file"] = Identity,
        ["head"] = HeadLength,
        ["hash"] = HeadHash,
        ["offset"] = Offset,
        ["columns"] = new JsonArray([.. Columns.FieldsList.Select(f => (JsonNode)new JsonArray(f.Name, TypeName(f.DataType), f.IsNullable))]),
    }.ToJsonString();

    /// <summary>Reads it back.</summary>
    /// <exception cref="DataFormatException">It is none of this kind of source.</exception>
    public static TailPosition Parse(string text, string path)
    {
        try
        {
            var json = JsonNode.Parse(text)!.AsObject();
            var columns = json["columns"]!.AsArray().Select(c => new Field(
                c![0]!.GetValue<string>(), TypeOf(c[1]!.GetValue<string>()), c[2]!.GetValue<bool>()));
            var (head, offset) = (json["head"]!.GetValue<int>(), json["offset"]!.GetValue<long>());
            return head is < 0 or > TailFile.HeadBytes || offset < 0
                ? throw new FormatException("its numbers are out of range")
                : new TailPosition(json["file"]?.GetValue<string>(), head, json["hash"]!.GetValue<string>(), offset, new Schema(columns, null));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException or ArgumentException)
        {
            throw new DataFormatException(
                $"the position is not one of a file that is followed ({e.Message})", path, value: text,
                remedy: "Begin a new job, by another WithJobName.", innerException: e);
        }
    }

    private static string TypeName(IArrowType type) => type switch
    {
        DoubleType => "number",
        Int64Type => "integer",
        StringType => "text",
        BooleanType => "boolean",
        FixedSizeListType { ValueDataType: FloatType } list => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"vector {list.ListSize}"),
        _ => throw new NotSupportedException($"A column of type {type.Name} cannot be followed."),
    };

    private static IArrowType TypeOf(string name) => name switch
    {
        "number" => DoubleType.Default,
        "integer" => Int64Type.Default,
        "text" => StringType.Default,
        "boolean" => BooleanType.Default,
        _ when name.StartsWith("vector ", StringComparison.Ordinal) => new FixedSizeListType(
            new Field("item", FloatType.Default, false), int.Parse(name.AsSpan(7), System.Globalization.CultureInfo.InvariantCulture)),
        _ => throw new FormatException($"'{name}' is no type of a column"),
    };
}
