using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Slipway.Features;

namespace Slipway.Data;

/// <summary>Writes numbers as one dense tensor: a vector column, or single columns side by side.</summary>
/// <param name="key">Where they go.</param>
/// <param name="columns">Positions of the columns.</param>
/// <param name="names">Their names.</param>
/// <param name="kind">Type of the tensor.</param>
internal sealed class DenseEntryWriter(RecordKey key, int[] columns, string[] names, TensorKind kind) : RecordEntryWriter(key)
{
    private readonly ProtobufWriter _packed = new();
    private readonly IArrowArray?[] _arrays = new IArrowArray?[columns.Length];
    private readonly NumberSource?[] _numbers = new NumberSource?[columns.Length];
    private double[] _scratch = new double[1];

    public override void SetBatch(RecordBatch batch)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            _arrays[i] = batch.Column(columns[i]);
            _numbers[i] = new NumberSource(_arrays[i] is FixedSizeListArray list ? list.Values : _arrays[i]!);
        }
    }

    public override void Write(ProtobufWriter record, int row, long number)
    {
        _packed.Clear();
        for (var i = 0; i < columns.Length; i++)
        {
            var (start, count) = (row, 1);
            var values = _arrays[i]!;
            if (values is FixedSizeListArray list)
            {
                if (list.IsNull(row))
                {
                    throw Wrong(names[i], number, "the vector is missing", null, "one in every row");
                }

                count = ((Apache.Arrow.Types.FixedSizeListType)list.Data.DataType).ListSize;
                start = (list.Offset + row) * count;
                values = list.Values;
            }

            if (values is FloatArray { NullCount: 0 } floats && kind == TensorKind.Float32)
            {
                _packed.Append(MemoryMarshal.AsBytes(floats.Values.Slice(start, count)));
            }
            else
            {
                Convert(i, values, start, count, number);
            }
        }

        Append(record, kind, _packed.Written, default, default);
    }

    private void Convert(int column, IArrowArray values, int start, int count, long number)
    {
        _scratch = _scratch.Length >= count ? _scratch : new double[count];
        var numbers = _numbers[column]!.Read(start, count, _scratch);
        RequireExact(column, values, start, numbers, number);
        for (var i = 0; i < numbers.Length; i++)
        {
            switch (kind)
            {
                case TensorKind.Float32:
                    BinaryPrimitives.WriteSingleLittleEndian(_packed.Reserve(sizeof(float)), (float)numbers[i]);
                    break;
                case TensorKind.Float64:
                    BinaryPrimitives.WriteDoubleLittleEndian(_packed.Reserve(sizeof(double)), numbers[i]);
                    break;
                case var _ when double.IsNaN(numbers[i]):
                    throw Wrong(names[column], number, "the whole number is missing", null, "a number in every row");
                default:
                    _packed.Append(unchecked((ulong)(long)numbers[i]));
                    break;
            }
        }
    }

    // As float64; what WriteFloat32 rounds is rounded because it was asked for.
    private void RequireExact(int column, IArrowArray values, int start, ReadOnlySpan<double> numbers, long number)
    {
        if (kind != TensorKind.Float64 || values is not (Int64Array or UInt64Array))
        {
            return;
        }

        for (var i = 0; i < numbers.Length; i++)
        {
            var stored = values is Int64Array signed ? signed.Values[start + i] : (Int128)((UInt64Array)values).Values[start + i];
            if (!double.IsNaN(numbers[i]) && (Int128)numbers[i] != stored)
            {
                throw Wrong(
                    names[column], number, "the whole number is too large for a double", stored.ToString(CultureInfo.InvariantCulture),
                    "numbers between -2^53 and 2^53");
            }
        }
    }
}
