using System.Globalization;
using System.IO.Compression;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Keeps the rows, then writes one array after the other.</summary>
internal sealed class NpzWriter : BatchWriter
{
    private const int Alignment = 64;
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Stream _stream;
    private readonly Schema _schema;
    private readonly NpzFormat _format;
    private readonly BatchSpool _rows;
    private bool _complete;

    public NpzWriter(Stream stream, Schema schema, NpzFormat format)
    {
        _stream = stream;
        _schema = schema;
        _format = format;
        var problems = schema.FieldsList.Where(f => DescrOf(ItemType(f.DataType)) is null)
            .Select(f => $"'{f.Name}' is {f.DataType.Name}, which an array of numbers cannot hold").ToList();
        if (schema.FieldsList.Count == 0 || problems.Count > 0)
        {
            throw new DataFormatException(
                problems.Count == 0 ? "there are no columns to write" : string.Join("; ", problems), null,
                expected: "numbers, booleans and vectors of them", remedy: "Leave the columns out by WithoutColumns, or make numbers of them.");
        }

        _rows = new BatchSpool(schema);
    }

    /// <inheritdoc/>
    public override void Write(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (var i = 0; i < batch.ColumnCount; i++)
        {
            RequireValues(batch.Column(i), _schema.GetFieldByIndex(i).Name);
        }

        _rows.Append(batch.SliceShared(0, batch.Length));
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        if (_complete)
        {
            return;
        }

        _complete = true;
        _rows.Complete();
        using var archive = new ZipArchive(_stream, ZipArchiveMode.Create, leaveOpen: true);
        for (var i = 0; i < _schema.FieldsList.Count; i++)
        {
            var field = _schema.GetFieldByIndex(i);
            var name = field.Name == "label" ? _format.Label ?? field.Name : field.Name;
            var entry = archive.CreateEntry(name + ".npy", CompressionLevel.NoCompression);
            entry.LastWriteTime = EntryTime;
            using var array = entry.Open();
            array.Write(Header(field.DataType));
            using var reader = _rows.Open();
            while (reader.Read() is { } batch)
            {
                using (batch)
                {
                    WriteValues(array, batch.Column(i));
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rows.Dispose();
        }

        base.Dispose(disposing);
    }

    private static IArrowType ItemType(IArrowType type) => type is FixedSizeListType list ? list.ValueDataType : type;

    private static string? DescrOf(IArrowType type) => type.TypeId switch
    {
        ArrowTypeId.Double => "<f8",
        ArrowTypeId.Float => "<f4",
        ArrowTypeId.HalfFloat => "<f2",
        ArrowTypeId.Int64 => "<i8",
        ArrowTypeId.Int32 => "<i4",
        ArrowTypeId.Int16 => "<i2",
        ArrowTypeId.Int8 => "|i1",
        ArrowTypeId.UInt64 => "<u8",
        ArrowTypeId.UInt32 => "<u4",
        ArrowTypeId.UInt16 => "<u2",
        ArrowTypeId.UInt8 => "|u1",
        ArrowTypeId.Boolean => "|b1",
        _ => null,
    };

    private byte[] Header(IArrowType type)
    {
        var width = type is FixedSizeListType list ? string.Create(CultureInfo.InvariantCulture, $" {list.ListSize}") : "";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{{'descr': '{DescrOf(ItemType(type))}', 'fortran_order': False, 'shape': ({_rows.Rows},{width}), }}");
        var length = 10 + text.Length + 1;
        text = text.PadRight(text.Length + ((Alignment - (length % Alignment)) % Alignment)) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, (byte)(text.Length >> 8), .. Encoding.ASCII.GetBytes(text)];
    }

    private void RequireValues(IArrowArray column, string name)
    {
        var missing = column.NullCount > 0 || (column is FixedSizeListArray { Values.NullCount: > 0 });
        if (missing)
        {
            throw new DataFormatException(
                "a value is missing, which an array cannot say", null, _rows.Rows + 1, name, expected: "a value in every row (NaN counts as one)",
                remedy: "Fill the column first, or leave it out.");
        }
    }

    private static void WriteValues(Stream array, IArrowArray column)
    {
        var (items, start, count) = column is FixedSizeListArray list
            ? (list.Values, list.Offset * Width(list), list.Length * Width(list))
            : (column, 0, column.Length);
        if (items is BooleanArray flags)
        {
            var bytes = new byte[count];
            for (var i = 0; i < count; i++)
            {
                bytes[i] = flags.GetValue(start + i) == true ? (byte)1 : (byte)0;
            }

            array.Write(bytes);
            return;
        }

        var size = ((FixedWidthType)items.Data.DataType).BitWidth / 8;
        array.Write(items.Data.Buffers[1].Span.Slice((items.Offset + start) * size, count * size));
    }

    private static int Width(FixedSizeListArray list) => ((FixedSizeListType)list.Data.DataType).ListSize;
}
