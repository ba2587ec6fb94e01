using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Slipway.Features;
using Slipway.Models;

namespace Slipway.Data;

/// <summary>Writes each row as the files of a sample.</summary>
internal sealed class TarShardWriter : BatchWriter
{
    private const int LongestName = 100;

    private readonly Stream _stream;
    private readonly Schema _schema;
    private string? _lastKey;
    private long _row;

    public TarShardWriter(Stream stream, Schema schema)
    {
        _stream = stream;
        _schema = schema;
        var problems = schema.FieldsList.Where(f => f.Name != TarShardFormat.KeyColumn && !CanWrite(f))
            .Select(f => $"'{f.Name}' is {f.DataType.Name}, which is no content of a file, or its name is no ending").ToList();
        if (problems.Count > 0 || !schema.FieldsList.Any(f => f.Name != TarShardFormat.KeyColumn))
        {
            throw new DataFormatException(
                problems.Count == 0 ? "there are no columns to write" : string.Join("; ", problems), null,
                expected: "text, numbers, booleans and bytes, named like the ending of a file",
                remedy: "Leave the columns out by WithoutColumns, or choose another format.");
        }
    }

    /// <inheritdoc/>
    public override void Write(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (var row = 0; row < batch.Length; row++)
        {
            _row++;
            var key = KeyOf(batch, row);
            for (var i = 0; i < batch.ColumnCount; i++)
            {
                if (_schema.GetFieldByIndex(i).Name is var name && name != TarShardFormat.KeyColumn)
                {
                    var content = Content(batch.Column(i), row, name);
                    WriteFile($"{key}.{EndingOf(name, content)}", content);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override void Complete() => _stream.Write(new byte[2 * TarHeader.BlockSize]);

    private static bool CanWrite(Field field) =>
        (field.DataType is BinaryType or StringType || InputKinds.Of(field.DataType) == InputKind.Number)
        && field.Name.Length > 0 && field.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') && field.Name[0] != '.';

    private string KeyOf(RecordBatch batch, int row)
    {
        var at = _schema.GetFieldIndex(TarShardFormat.KeyColumn);
        var key = at >= 0 && batch.Column(at) is StringArray keys && !keys.IsNull(row)
            ? keys.GetString(row)
            : _row.ToString("D9", CultureInfo.InvariantCulture);
        var isBad = key.Length == 0 || key == _lastKey || key.Any(c => c is < ' ' or > '~' or '\\')
            || key.Split('/').Any(p => p.Length == 0 || p[0] is '.' or '_') || key[(key.LastIndexOf('/') + 1)..].Contains('.', StringComparison.Ordinal);
        _lastKey = isBad
            ? throw Wrong(
                TarShardFormat.KeyColumn, "the key is no name of a sample", key,
                "a relative ASCII path without dots in its last name, another for each row")
            : key;
        return key;
    }

    private byte[] Content(IArrowArray column, int row, string name) => column switch
    {
        _ when column.IsNull(row) => throw Wrong(name, "the value is missing", null, "one in every row"),
        Apache.Arrow.BinaryArray bytes => bytes.GetBytes(row).ToArray(), // text too, which derives from it
        BooleanArray flags => flags.GetValue(row) == true ? "1"u8.ToArray() : "0"u8.ToArray(),
        Int64Array whole => Encoding.ASCII.GetBytes(whole.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture)),
        UInt64Array whole => Encoding.ASCII.GetBytes(whole.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture)),
        FloatArray single => Encoding.ASCII.GetBytes(single.GetValue(row)!.Value.ToString("R", CultureInfo.InvariantCulture)),
        _ => Encoding.ASCII.GetBytes(Number(column, row).ToString("R", CultureInfo.InvariantCulture)),
    };

    private static double Number(IArrowArray column, int row)
    {
        Span<double> scratch = stackalloc double[1];
        return new NumberSource(column).Read(row, 1, scratch)[0];
    }

    private string EndingOf(string column, byte[] content) => column switch
    {
        TarColumns.Label => TarColumns.ClassEnding,
        TarColumns.Image => ImageSignature.Of(content)?[1..] ?? throw Wrong(
            column, "the bytes begin like no known image", Convert.ToHexString(content.AsSpan(0, Math.Min(content.Length, 8))),
            "an encoded PNG, JPEG, WebP, BMP or GIF"),
        _ => column,
    };

    private void WriteFile(string name, byte[] content)
    {
        if (name.Length > LongestName)
        {
            throw Wrong(
                TarShardFormat.KeyColumn, "the name of the file is too long", name,
                string.Create(CultureInfo.InvariantCulture, $"at most {LongestName} characters"));
        }

        _stream.Write(TarHeader.Write(name, content.Length));
        _stream.Write(content);
        _stream.Write(stackalloc byte[TarHeader.Padding(content.Length)]);
    }

    private DataFormatException Wrong(string column, string problem, string? value, string expected) => new(
        problem, null, _row, column, value, expected, "Change the value before it is written, or leave the column out.");
}
