using System.Buffers;
using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>
/// Writes LibSVM text: <c>label</c>, <c>weight</c> and <c>qid</c> by these names; <c>features</c> as a sparse vector or a vector, or else all other
/// columns as features 0, 1, ... in order. Zeros of dense columns are not written.
/// </summary>
internal sealed class LibSvmBatchWriter : BatchWriter
{
    private const int FlushBytes = 64 * 1024;

    private readonly Stream _stream;
    private readonly Schema _schema;
    private readonly ArrayBufferWriter<byte> _lines = new(2 * FlushBytes);
    private readonly ArrayBufferWriter<byte> _cell = new();
    private readonly int _label;
    private readonly int _weight;
    private readonly int _group;
    private readonly int[] _features;
    private readonly int _base;
    private long _row;

    public LibSvmBatchWriter(LibSvmFormat format, Stream stream, Schema schema)
    {
        _stream = stream;
        _schema = schema;
        _base = format.OneBased ? 1 : 0;
        _label = schema.GetFieldIndex("label");
        _weight = schema.GetFieldIndex("weight");
        _group = schema.GetFieldIndex("qid");
        _features = [.. Enumerable.Range(0, schema.FieldsList.Count).Where(i => i != _label && i != _weight && i != _group)];
        var single = _features.Length == 1 && !IsNumber(schema.FieldsList[_features[0]].DataType);
        if (_label < 0)
        {
            throw new DataFormatException(
                "LibSVM files are not written without a column 'label'", null, expected: "label, weight and qid by these names, and features",
                remedy: "Rename the label by Map, or choose another format.");
        }

        WritableColumns.Require(
            schema, "LibSVM", "numbers, or one vector or sparse vector as the only feature column",
            type => IsNumber(type) || (single && (IsSparse(type) || IsVector(type))));
    }

    /// <inheritdoc/>
    public override void Write(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (var row = 0; row < batch.Length; row++)
        {
            _row++;
            WriteNumber(batch, _label, row);
            if (_weight >= 0)
            {
                _lines.Write(":"u8);
                WriteNumber(batch, _weight, row);
            }

            if (_group >= 0)
            {
                _lines.Write(" qid:"u8);
                WriteNumber(batch, _group, row);
            }

            WriteFeatures(batch, row);
            _lines.Write("\n"u8);
            if (_lines.WrittenCount >= FlushBytes)
            {
                Flush();
            }
        }
    }

    /// <inheritdoc/>
    public override void Complete() => Flush();

    private static bool IsNumber(IArrowType type) => type is NumberType && CellWriter.IsSupported(type);

    private static bool IsVector(IArrowType type) => type is FixedSizeListType { ListSize: > 0 } list && IsNumber(list.ValueDataType);

    private static bool IsSparse(IArrowType type) => type is StructType { Fields: [{ DataType: ListType { ValueDataType: Int32Type } }, { DataType: ListType { ValueDataType: FloatType } }] };

    private void WriteFeatures(RecordBatch batch, int row)
    {
        switch (batch.Column(_features.Length > 0 ? _features[0] : _label))
        {
            case StructArray sparse:
                var (indices, values) = ((ListArray)sparse.Fields[0], (ListArray)sparse.Fields[1]);
                var (at, value) = (indices.ValueOffsets[row], values.ValueOffsets[row]);
                for (var end = indices.ValueOffsets[row + 1]; at < end; at++, value++)
                {
                    WritePair(((Int32Array)indices.Values).Values[at], values.Values, value, _features[0], skipZero: false);
                }

                break;
            case FixedSizeListArray vectors:
                var width = ((FixedSizeListType)vectors.Data.DataType).ListSize;
                for (var i = 0; i < width; i++)
                {
                    WritePair(i, vectors.Values, ((vectors.Offset + row) * width) + i, _features[0], skipZero: true);
                }

                break;
            default:
                for (var i = 0; i < _features.Length; i++)
                {
                    WritePair(i, batch.Column(_features[i]), row, _features[i], skipZero: true);
                }

                break;
        }
    }

    private void WritePair(int index, IArrowArray array, int row, int column, bool skipZero)
    {
        if (skipZero && IsZero(array, row))
        {
            return;
        }

        _lines.Write(" "u8);
        (index + _base).TryFormat(_lines.GetSpan(16), out var written, default, CultureInfo.InvariantCulture);
        _lines.Advance(written);
        _lines.Write(":"u8);
        Append(array, row, column);
    }

    private bool IsZero(IArrowArray array, int row)
    {
        _cell.ResetWrittenCount();
        return CellWriter.Write(array, row, _cell) == CellKind.Number && _cell.WrittenSpan.IndexOfAnyExcept("-0"u8) < 0;
    }

    private void WriteNumber(RecordBatch batch, int column, int row) => Append(batch.Column(column), row, column);

    private void Append(IArrowArray array, int row, int column)
    {
        var start = _lines.WrittenCount;
        var kind = CellWriter.Write(array, row, _lines);
        if (kind != CellKind.Number || _lines.WrittenSpan[^1] > (byte)'9')
        {
            throw WritableColumns.Refuse(
                kind == CellKind.Missing ? "the value is missing, which LibSVM cannot say" : "the number is infinite", _row,
                _schema.FieldsList[column].Name, _lines.WrittenSpan[start..], "Impute it by Map, or choose another format.");
        }
    }

    private void Flush()
    {
        _stream.Write(_lines.WrittenSpan);
        _lines.ResetWrittenCount();
    }
}
