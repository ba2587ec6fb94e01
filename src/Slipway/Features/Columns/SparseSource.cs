using Apache.Arrow;

namespace Slipway.Features;

/// <summary>A column of structs of index and value lists.</summary>
internal sealed class SparseSource : ColumnSource
{
    private readonly IArrowArray _column;
    private readonly ListArray? _indices;
    private readonly ListArray? _values;

    public SparseSource(IArrowArray column)
    {
        _column = column;
        if (column is StructArray { Fields: [ListArray indices, ListArray values] })
        {
            (_indices, _values) = (indices, values);
        }
    }

    /// <summary>False when the vector is missing.</summary>
    /// <exception cref="InvalidFeatureException">Indices are negative or do not ascend, or there are more or fewer of them than
    /// values.</exception>
    public bool TryRead(int row, out ReadOnlySpan<int> indices, out ReadOnlySpan<float> values)
    {
        indices = default;
        values = default;
        if (_indices is null || _values is null || _column.IsNull(row) || _indices.IsNull(row) || _values.IsNull(row))
        {
            return false;
        }

        indices = ((Int32Array)_indices.Values).Values.Slice(_indices.ValueOffsets[row], _indices.GetValueLength(row));
        values = ((FloatArray)_values.Values).Values.Slice(_values.ValueOffsets[row], _values.GetValueLength(row));
        Check(indices, values, row);
        return true;
    }

    public static void Check(ReadOnlySpan<int> indices, ReadOnlySpan<float> values, int row)
    {
        if (indices.Length != values.Length)
        {
            throw new InvalidFeatureException(row, $"{indices.Length} indices for {values.Length} values", null);
        }

        var last = -1;
        foreach (var index in indices)
        {
            if (index <= last)
            {
                throw new InvalidFeatureException(row, "indices of a sparse vector must not be negative and must ascend",
                    $"{index} after {last}");
            }

            last = index;
        }
    }
}
