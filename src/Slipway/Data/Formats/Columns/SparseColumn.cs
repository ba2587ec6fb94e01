using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Sparse vectors: a struct of <c>indices: List&lt;Int32&gt;</c> and <c>values: List&lt;Float&gt;</c> of equal lengths.</summary>
internal sealed class SparseColumn(int capacity) : ColumnBuilder
{
    /// <summary>Metadata key of the field; its value is <c>true</c>.</summary>
    public const string SparseKey = "slipway.sparse";

    /// <summary>Metadata key of the field for the number of features, where the caller stated it.</summary>
    public const string WidthKey = "slipway.width";

    private static readonly ListType IndexList = new(new Field("item", Int32Type.Default, nullable: false));
    private static readonly ListType ValueList = new(new Field("item", FloatType.Default, nullable: false));
    private static readonly StructType Type = new(
        [new Field("indices", IndexList, nullable: false), new Field("values", ValueList, nullable: false)]);

    private readonly GrowableBuffer<int> _offsets = new(capacity + 1);
    private readonly GrowableBuffer<int> _indices = new(1024);
    private readonly GrowableBuffer<float> _values = new(1024);
    private int _lastIndex = -1;

    public override long Bytes => _indices.Count * (long)(sizeof(int) + sizeof(float));

    /// <summary>The column's field.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="width">Number of features, or null when only the data tells.</param>
    public static Field FieldFor(string name, int? width)
    {
        var metadata = new Dictionary<string, string> { [SparseKey] = "true" };
        if (width is { } known)
        {
            metadata[WidthKey] = known.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return new Field(name, Type, nullable: false, metadata);
    }

    /// <summary>Adds a pair to the row in progress; false when its index is not above the row's last one.</summary>
    /// <param name="index">Not negative.</param>
    /// <param name="value">Finite.</param>
    public bool TryAdd(int index, float value)
    {
        if (index <= _lastIndex)
        {
            return false;
        }

        _lastIndex = index;
        _indices.Add(index);
        _values.Add(value);
        return true;
    }

    /// <summary>Ends the row in progress; without pairs it is all zeros.</summary>
    public void EndRow()
    {
        if (Count == 0)
        {
            _offsets.Add(0);
        }

        _offsets.Add(_indices.Count);
        _lastIndex = -1;
        Count++;
    }

    public override void AppendMissing() =>
        throw new NotSupportedException("A sparse row without pairs is all zeros; there is no missing one.");

    public override IArrowArray Build()
    {
        var stored = _indices.Count;
        var offsets = _offsets.Build();
        var indices = new Int32Array(_indices.Build(), ArrowBuffer.Empty, stored, 0, 0);
        var values = new FloatArray(_values.Build(), ArrowBuffer.Empty, stored, 0, 0);
        var array = new StructArray(
            Type,
            Count,
            [
                new ListArray(IndexList, Count, offsets, indices, ArrowBuffer.Empty, 0, 0),
                new ListArray(ValueList, Count, offsets, values, ArrowBuffer.Empty, 0, 0),
            ],
            ArrowBuffer.Empty,
            0,
            0);
        Count = 0;
        return array;
    }
}
