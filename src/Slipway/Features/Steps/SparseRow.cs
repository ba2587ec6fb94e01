namespace Slipway.Features;

/// <summary>Growing index-value pairs.</summary>
internal sealed class SparseRow
{
    private int[] _columns = new int[64];
    private float[] _values = new float[64];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Columns => _columns.AsSpan(0, Count);

    public ReadOnlySpan<float> Values => _values.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(int column, float value)
    {
        if (Count == _columns.Length)
        {
            Array.Resize(ref _columns, Count * 2);
            Array.Resize(ref _values, Count * 2);
        }

        _columns[Count] = column;
        _values[Count++] = value;
    }

    public void Add(ReadOnlySpan<int> columns, ReadOnlySpan<float> values)
    {
        if (Count + (long)columns.Length > _columns.Length)
        {
            var length = checked(Math.Max(Count + columns.Length, _columns.Length * 2));
            Array.Resize(ref _columns, length);
            Array.Resize(ref _values, length);
        }

        columns.CopyTo(_columns.AsSpan(Count));
        values.CopyTo(_values.AsSpan(Count));
        Count += columns.Length;
    }
}
