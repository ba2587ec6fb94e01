using System.Numerics;
using System.Runtime.Intrinsics;

namespace Slipway.Features;

/// <summary>
/// Count, mean, squared deviations and range of a stream of doubles. Blocks of 1,024 values in two passes each, joined by Chan, Golub and
/// LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances" (1979), eq. 2.1: stable where a plain sum of
/// squares is not. Blocks are cut by count and lanes are always eight, so the result depends on the values alone: not on batches, not on
/// the
/// machine's vector width.
/// </summary>
internal sealed class Moments
{
    private const int Block = 1024;

    private readonly double[] _buffer = new double[Block];
    private int _buffered;
    private double _squares;

    public long Count { get; private set; }

    public double Mean { get; private set; }

    public double Minimum { get; private set; } = double.PositiveInfinity;

    public double Maximum { get; private set; } = double.NegativeInfinity;

    /// <summary>Population standard deviation; exactly 0 when all values are equal.</summary>
    public double Deviation => Minimum == Maximum ? 0 : Math.Sqrt(_squares / Count);

    /// <summary>Adds values; NaN is passed over.</summary>
    /// <returns>Number of values that were not NaN.</returns>
    public int Add(ReadOnlySpan<double> values)
    {
        var added = 0;
        while (!values.IsEmpty)
        {
            if (_buffered == 0 && values.Length >= Block && !HasNaN(values[..Block]))
            {
                Join(values[..Block]);
                values = values[Block..];
                added += Block;
                continue;
            }

            var part = values[..Math.Min(values.Length, Block - _buffered)];
            foreach (var value in part)
            {
                _buffer[_buffered] = value;
                _buffered += double.IsNaN(value) ? 0 : 1;
                added += double.IsNaN(value) ? 0 : 1;
            }

            values = values[part.Length..];
            if (_buffered == Block)
            {
                Flush();
            }
        }

        return added;
    }

    /// <summary>Takes in the values of an unfinished block; no values may follow.</summary>
    public void Flush()
    {
        if (_buffered > 0)
        {
            Join(_buffer.AsSpan(0, _buffered));
            _buffered = 0;
        }
    }

    private static bool HasNaN(ReadOnlySpan<double> values)
    {
        var equal = Vector<long>.AllBitsSet;
        for (var i = 0; i < values.Length; i += Vector<double>.Count)
        {
            var x = new Vector<double>(values[i..]);
            equal &= Vector.Equals(x, x);
        }

        return equal != Vector<long>.AllBitsSet;
    }

    private static double Sum(Vector512<double> lanes)
    {
        var sum = 0.0;
        for (var i = 0; i < Vector512<double>.Count; i++)
        {
            sum += lanes[i];
        }

        return sum;
    }

    private void Join(ReadOnlySpan<double> block)
    {
        Vector512<double> sums = default, squares = default;
        var low = Vector512.Create(double.PositiveInfinity);
        var high = Vector512.Create(double.NegativeInfinity);
        var whole = block.Length - (block.Length % Vector512<double>.Count);
        for (var i = 0; i < whole; i += Vector512<double>.Count)
        {
            var x = Vector512.Create(block[i..]);
            sums += x;
            low = Vector512.Min(low, x);
            high = Vector512.Max(high, x);
        }

        var sum = Sum(sums);
        for (var i = 0; i < Vector512<double>.Count; i++)
        {
            Minimum = Math.Min(Minimum, low[i]);
            Maximum = Math.Max(Maximum, high[i]);
        }

        foreach (var x in block[whole..])
        {
            sum += x;
            Minimum = Math.Min(Minimum, x);
            Maximum = Math.Max(Maximum, x);
        }

        var mean = sum / block.Length;
        var means = Vector512.Create(mean);
        for (var i = 0; i < whole; i += Vector512<double>.Count)
        {
            var d = Vector512.Create(block[i..]) - means;
            squares += d * d;
        }

        var square = Sum(squares);
        foreach (var x in block[whole..])
        {
            square += (x - mean) * (x - mean);
        }

        var count = Count + block.Length;
        var delta = mean - Mean;
        Mean += delta * block.Length / count;
        _squares += square + (delta * delta * Count * block.Length / count);
        Count = count;
    }
}
