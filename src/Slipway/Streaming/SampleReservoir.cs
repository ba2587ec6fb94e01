using Slipway.Features;

namespace Slipway.Streaming;

/// <summary>
/// Rows chosen at random from those of a window, each equally likely (Vitter's algorithm R, ACM Transactions on Mathematical Software 11, 1985). The
/// choice depends on the seed, the window and the row's place in it, and on nothing else.
/// </summary>
internal sealed class SampleReservoir(int capacity, int columns, ulong seed)
{
    private readonly float[] _values = new float[checked(capacity * columns)];

    /// <summary>Rows offered since the window began.</summary>
    public long Seen { get; private set; }

    /// <summary>Rows kept.</summary>
    public int Count => (int)Math.Min(Seen, capacity);

    /// <summary>Room for the next row's columns, which the caller fills; empty when the row is not chosen.</summary>
    public Span<float> Next(int window)
    {
        var place = Seen++;
        if (place < capacity)
        {
            return Row((int)place);
        }

        var random = SplitMix64.For(seed, window, (int)place);
        var chosen = random.Next((uint)place + 1);
        return chosen < (uint)capacity ? Row((int)chosen) : default;
    }

    /// <summary>A column's values, ascending.</summary>
    public float[] Sorted(int column)
    {
        var values = new float[Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = _values[(i * columns) + column];
        }

        Array.Sort(values);
        return values;
    }

    public void Clear() => Seen = 0;

    public ReadOnlySpan<float> Saved => _values.AsSpan(0, Count * columns);

    public void Restore(ReadOnlySpan<float> values, long seen)
    {
        values.CopyTo(_values);
        Seen = seen;
    }

    private Span<float> Row(int row) => _values.AsSpan(row * columns, columns);
}
