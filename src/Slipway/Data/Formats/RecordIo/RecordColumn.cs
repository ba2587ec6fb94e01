using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Collects one column of the records.</summary>
internal abstract class RecordColumn(RecordKey key)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(key.Name);

    /// <summary>Name of the column.</summary>
    public string Name => key.Column;

    /// <summary>Rows so far.</summary>
    public int Count { get; protected set; }

    /// <summary>Bytes so far.</summary>
    public abstract long Bytes { get; }

    /// <summary>Whether an entry of a record is one of this column.</summary>
    public bool Matches(bool isLabel, ReadOnlySpan<byte> name) => isLabel == key.IsLabel && name.SequenceEqual(_key);

    /// <summary>Adds a row.</summary>
    /// <exception cref="RecordIoException">The tensor is not one of this column.</exception>
    public abstract void Append(in Tensor tensor);

    /// <summary>The rows; starts again.</summary>
    public abstract IArrowArray Build();

    /// <summary>The column that a tensor of the first record suggests.</summary>
    /// <param name="key">Where it lies.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="width">What the user says of the width of sparse rows.</param>
    public static Field FieldFor(RecordKey key, in Tensor tensor, int? width)
    {
        if (tensor.Kind == TensorKind.Bytes)
        {
            return new Field(key.Column, BinaryType.Default, nullable: false, key.Metadata);
        }

        if (tensor.IsSparse)
        {
            var field = SparseColumn.FieldFor(key.Column, width ?? SparseRecordColumn.WidthOf(tensor, key.Column));
            return new Field(key.Column, field.DataType, nullable: false, field.Metadata.Concat(key.Metadata ?? []));
        }

        DenseRecordColumn.Check(tensor, key.Column);
        IArrowType item = tensor.Kind switch
        {
            TensorKind.Float32 => FloatType.Default,
            TensorKind.Float64 => DoubleType.Default,
            _ => Int32Type.Default,
        };
        var isScalar = tensor.Count == 1 && (key.IsLabel || key.Name != RecordKey.Values);
        return new Field(key.Column, isScalar ? DoubleType.Default : VectorColumn.TypeFor(item, tensor.Count), nullable: false, key.Metadata);
    }

    /// <summary>The collector of a column that <see cref="FieldFor"/> gave, scalars perhaps as another type.</summary>
    /// <param name="field">The column.</param>
    /// <param name="batchRows">Most rows of a batch.</param>
    public static RecordColumn For(Field field, int batchRows)
    {
        var key = RecordKey.Of(field);
        return field.DataType switch
        {
            BinaryType => new BinaryRecordColumn(key),
            FixedSizeListType { ValueDataType: var item } list => new DenseRecordColumn(key, list, item.TypeId switch
            {
                ArrowTypeId.Float => TensorKind.Float32,
                ArrowTypeId.Double => TensorKind.Float64,
                ArrowTypeId.Int32 => TensorKind.Int32,
                _ => throw NotOurs(field),
            }),
            StructType => new SparseRecordColumn(key, SparseRecordColumn.WidthOf(field), batchRows),
            DoubleType or Int64Type or StringType or BooleanType => new ScalarRecordColumn(key, field.DataType, batchRows),
            _ => throw NotOurs(field),
        };
    }

    private static ArgumentException NotOurs(Field field) =>
        new($"RecordIO-protobuf has no column '{field.Name}' of type {field.DataType.Name}; pass the schema that Infer gave.");
}
