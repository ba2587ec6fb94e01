using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Reads the values of an IDX or NPY file into batches of one column.</summary>
internal sealed class BinaryArrayReader : BatchReader
{
    private const int FirstRead = 1024 * 1024;

    private readonly BinaryArray _array;
    private readonly Stream _stream;
    private readonly string _name;
    private readonly IArrowType _type;
    private readonly int _batchRows;
    private byte[] _raw = [];
    private long _row;

    /// <param name="array">The header.</param>
    /// <param name="stream">Behind the header; disposed with this.</param>
    /// <param name="knownLength">Bytes of header and values, where that is known before reading.</param>
    /// <param name="source">The file.</param>
    /// <param name="schema">One column, with the type that the array has or, for single values, another scalar type.</param>
    public BinaryArrayReader(BinaryArray array, Stream stream, long? knownLength, FormatSource source, Schema schema)
    {
        _array = array;
        _stream = stream;
        _name = source.Name;
        Schema = schema;
        _batchRows = source.RowsPerBatch(array.RowBytes);
        _type = schema.FieldsList[0].DataType;
        var isVector = _type is FixedSizeListType list && list.ListSize == array.Width
            && list.ValueDataType.TypeId == array.ItemType.TypeId;
        var isScalar = _type.TypeId == array.ScalarType.TypeId
            || _type.TypeId is ArrowTypeId.Double or ArrowTypeId.Int64 or ArrowTypeId.String or ArrowTypeId.Boolean;
        if (schema.FieldsList.Count != 1 || !(array.Width is null ? isScalar : isVector))
        {
            throw source.OtherColumns(
                array.Describe(), string.Join(", ", schema.FieldsList.Select(f => $"{f.Name} {f.DataType.Name}")), array.Column);
        }

        if (knownLength is { } length && length - array.HeaderBytes != array.DataBytes)
        {
            throw WrongSize(length - array.HeaderBytes);
        }
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        var rows = (int)Math.Min(_batchRows, _array.Rows - _row);
        if (rows == 0)
        {
            return null;
        }

        var raw = ReadRaw((int)(rows * _array.RowBytes));
        _row += rows;
        if (_row == _array.Rows)
        {
            Span<byte> beyond = stackalloc byte[1];
            if (_stream.Read(beyond) > 0)
            {
                throw WrongSize(null);
            }
        }

        return new RecordBatch(Schema, [Convert(raw, rows)], rows);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream.Dispose();
        }

        base.Dispose(disposing);
    }

    // The buffer grows with what arrives: a small hostile file cannot make it large.
    private ReadOnlySpan<byte> ReadRaw(int count)
    {
        var filled = 0;
        while (filled < count)
        {
            if (filled == _raw.Length)
            {
                System.Array.Resize(ref _raw, (int)Math.Min(count, Math.Max(FirstRead, _raw.Length * 2L)));
            }

            var wanted = Math.Min(count, _raw.Length) - filled;
            var read = _stream.ReadAtLeast(_raw.AsSpan(filled, wanted), wanted, throwOnEndOfStream: false);
            filled += read;
            if (read < wanted)
            {
                throw WrongSize((_row * _array.RowBytes) + filled);
            }
        }

        return _raw.AsSpan(0, count);
    }

    private IArrowArray Convert(ReadOnlySpan<byte> raw, int rows)
    {
        if (_array.Width is { } width)
        {
            var items = BinaryElements.ToArrow(raw, _array, _array.ItemType, _row - rows, _name);
            return new FixedSizeListArray((FixedSizeListType)_type, rows, items, ArrowBuffer.Empty, 0, 0);
        }

        return _type.TypeId == _array.ScalarType.TypeId && _type.TypeId is ArrowTypeId.UInt8 or ArrowTypeId.Double
            ? BinaryElements.ToArrow(raw, _array, _type, _row - rows, _name)
            : ConvertTo(raw, rows);
    }

    // Single values that the caller wants as another type: labels as text, identifiers as integers.
    private IArrowArray ConvertTo(ReadOnlySpan<byte> raw, int rows)
    {
        var column = ColumnBuilder.For(ColumnBuilder.TypeOf(_type), rows);
        for (var i = 0; i < rows; i++)
        {
            var text = BinaryElements.ToText(raw.Slice(i * _array.ElementBytes, _array.ElementBytes), _array);
            if (!CellText.TryAppend(column, Encoding.UTF8.GetBytes(text)))
            {
                throw new DataFormatException(
                    $"the value is not {CellText.Expected(column)}", _name, _row - rows + i + 1, _array.Column, text,
                    CellText.Expected(column),
                    "Leave out the type that was given for this column.");
            }
        }

        return column.Build();
    }

    private DataFormatException WrongSize(long? found)
    {
        var bytes = found is { } known
            ? string.Create(CultureInfo.InvariantCulture, $"{known} bytes of values")
            : string.Create(CultureInfo.InvariantCulture, $"more than {_array.DataBytes} bytes of values");
        return new DataFormatException(
            found < _array.DataBytes
                ? $"the file is truncated: it has {bytes}"
                : $"the file is longer than its header says: it has {bytes}",
            _name,
            expected: string.Create(
                CultureInfo.InvariantCulture, $"{_array.DataBytes} bytes for {_array.Rows} rows of {_array.RowBytes} bytes"),
            remedy: "Copy or download the file again, or check what wrote it.");
    }
}
