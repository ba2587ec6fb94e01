using System.Text;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>One <see cref="ColumnFilter"/> on the column of a file that it names.</summary>
/// <param name="filter">The filter.</param>
/// <param name="reader">Reads the column.</param>
/// <param name="position">Position of the column among those that are read.</param>
/// <param name="hasBounds">Whether the column is read as what the statistics are about.</param>
internal sealed class RowGroupFilter(ColumnFilter filter, ColumnReader reader, int position, bool hasBounds)
{
    private readonly byte[]? _text = filter.Text is null ? null : Encoding.UTF8.GetBytes(filter.Text);

    /// <summary>Reads the column.</summary>
    public ColumnReader Reader => reader;

    /// <summary>Whether the statistics say that no row of a chunk matches.</summary>
    public bool Excludes(ColumnChunk chunk)
    {
        if (chunk.Statistics is not { } statistics)
        {
            return false;
        }

        if (statistics.NullCount == chunk.Values)
        {
            return true;
        }

        if (!hasBounds || statistics.Min is not { } min || statistics.Max is not { } max)
        {
            return false;
        }

        if (_text is not null)
        {
            return reader.Leaf.Element.Logical == LogicalType.Text
                && (_text.AsSpan().SequenceCompareTo(min) < 0 || _text.AsSpan().SequenceCompareTo(max) > 0);
        }

        try
        {
            // NaN compares false: bounds that are NaN exclude nothing.
            return ColumnReaders.Bound(reader.Leaf, min) > filter.Max || ColumnReaders.Bound(reader.Leaf, max) < filter.Min;
        }
        catch (ParquetValueException)
        {
            return false;
        }
    }

    /// <summary>Clears the rows that do not match.</summary>
    /// <param name="columns">Columns that were read.</param>
    /// <param name="keep">Rows that are kept so far.</param>
    public void Apply(IReadOnlyList<IArrowArray> columns, Span<bool> keep)
    {
        for (var row = 0; row < keep.Length; row++)
        {
            keep[row] &= columns[position] switch
            {
                StringArray texts => !texts.IsNull(row) && texts.GetBytes(row).SequenceEqual(_text),
                DoubleArray numbers => IsWithin(numbers.Values[row]),
                FloatArray numbers => IsWithin(numbers.Values[row]),
                Int64Array numbers => !numbers.IsNull(row) && IsWithin(numbers.Values[row]),
                BooleanArray booleans => booleans.GetValue(row) is { } value && IsWithin(value ? 1 : 0),
                var other => throw new NotSupportedException($"Rows cannot be filtered by {other.Data.DataType.Name}."),
            };
        }
    }

    private bool IsWithin(double value) => value >= filter.Min && value <= filter.Max;
}
