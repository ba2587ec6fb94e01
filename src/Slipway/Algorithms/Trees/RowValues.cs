using System.Runtime.Intrinsics;

namespace Slipway;

/// <summary>
/// What rows add to a histogram, as integers. A packed value is a fixed-point weight in the low <see cref="WeightBits"/> bits and the number 1
/// above them; so sums are exact, whatever their order. The weights of all rows together fill half the range, hence the smallest step is
/// 2^-29 of the mean weight for 32,768 rows, and 2^-11 for 16 million.
/// </summary>
internal sealed class RowValues
{
    private RowValues(int rows, int channels, bool isRegression)
    {
        // Count and weight take 62 bits together, so that sums stay positive.
        WeightBits = 62 - (int)Math.Ceiling(Math.Log2(rows + 2.0));
        Channels = channels;
        IsRegression = isRegression;
        Packed = new long[isRegression ? 2 * rows : rows];
        Classes = new int[isRegression ? 0 : rows];
    }

    public int WeightBits { get; }

    /// <summary>Classes, or 2 for regression: packed weight and weighted target.</summary>
    public int Channels { get; }

    public bool IsRegression { get; }

    /// <summary>A packed value a row; for regression pairs with the weighted target.</summary>
    public long[] Packed { get; }

    /// <summary>A class a row; empty for regression.</summary>
    public int[] Classes { get; }

    /// <summary>Targets of the rows; empty for classification.</summary>
    public double[] Targets { get; private set; } = [];

    public double Mean { get; private set; }

    /// <summary>Weighted target in units of the fixed-point sum.</summary>
    public double TargetScale { get; private set; } = 1;

    /// <summary>Weight in units of the fixed-point sum.</summary>
    public double WeightScale { get; private set; } = 1;

    public long WeightMask => (1L << WeightBits) - 1;

    public static RowValues ForClasses(int[] classes, int classCount)
    {
        var values = new RowValues(classes.Length, classCount, isRegression: false);
        classes.CopyTo(values.Classes, 0);
        return values;
    }

    public static RowValues ForTargets(double[] targets) => new(targets.Length, 2, isRegression: true) { Targets = targets };

    /// <summary>Sets the weights; a row of positive weight never counts nothing.</summary>
    /// <param name="weights">Not negative, one a row.</param>
    /// <param name="total">Their sum, positive.</param>
    public void SetWeights(ReadOnlySpan<double> weights, double total)
    {
        WeightScale = ScaleFor(total, 0);
        var one = 1L << WeightBits;
        if (IsRegression)
        {
            SetPairs(weights, total);
            return;
        }

        Pack(weights, one);
    }

    /// <summary>Units of the fixed-point sum in a weight of 1.</summary>
    /// <param name="total">Sum of the weights.</param>
    /// <param name="room">The scale stays the same until the sum has grown 2^2^<paramref name="room"/> times or so.</param>
    public double ScaleFor(double total, int room)
    {
        // A power of two: weights that are small integers, or the same for every row, stay exact.
        var exponent = Math.ILogB(total) >> room << room;
        return Math.ScaleB(1, WeightBits - 1 - (1 << room) - exponent);
    }

    /// <summary>Sets the weights with a given scale.</summary>
    /// <param name="weights">Not negative, one a row.</param>
    /// <param name="scale">From <see cref="ScaleFor"/>.</param>
    public void PackWeights(ReadOnlySpan<double> weights, double scale)
    {
        WeightScale = scale;
        Pack(weights, 1L << WeightBits);
    }

    /// <summary>Sums of some rows, one a channel.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="all">Whether they are all rows.</param>
    public long[] Sum(ReadOnlySpan<int> rows, bool all)
    {
        var total = new long[Channels];
        if (all && Channels == 2 && !IsRegression)
        {
            // Two running sums without a scatter: additions to one of two places wait for each other.
            long sum = 0, second = 0;
            for (var i = 0; i < Packed.Length; i++)
            {
                sum += Packed[i];
                second += Packed[i] & -Classes[i];
            }

            return [sum - second, second];
        }

        foreach (var row in rows)
        {
            if (IsRegression)
            {
                total[0] += Packed[2 * row];
                total[1] += Packed[(2 * row) + 1];
            }
            else
            {
                total[Classes[row]] += Packed[row];
            }
        }

        return total;
    }

    /// <summary>The same integers with any vector width: rounding is by the same addition and truncation.</summary>
    private void Pack(ReadOnlySpan<double> weights, long one)
    {
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i + Vector512<double>.Count <= weights.Length; i += Vector512<double>.Count)
            {
                var weight = Vector512.Create(weights[i..]);
                var units = Vector512.ConvertToInt64((weight * WeightScale) + Vector512.Create(0.5));
                var packed = Vector512.Max(units, Vector512<long>.One) | Vector512.Create(one);
                (packed & Vector512.GreaterThan(weight, Vector512<double>.Zero).AsInt64()).CopyTo(Packed, i);
            }
        }

        for (; i < weights.Length; i++)
        {
            Packed[i] = Pack(weights[i], WeightScale, WeightBits);
        }
    }

    /// <summary>The packed value of a weight.</summary>
    public static long Pack(double weight, double scale, int bits) => weight > 0 ? (1L << bits) | Math.Max(1, (long)((weight * scale) + 0.5)) : 0;

    private void SetPairs(ReadOnlySpan<double> weights, double total)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * Targets[i];
        }

        Mean = sum / total;
        var magnitude = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            magnitude += weights[i] * Math.Abs(Targets[i] - Mean);
        }

        TargetScale = magnitude > 0 && double.IsFinite(magnitude) ? Math.ScaleB(1, Math.Clamp(60 - Math.ILogB(magnitude), -900, 900)) : 1;
        var one = 1L << WeightBits;
        for (var i = 0; i < weights.Length; i++)
        {
            Packed[2 * i] = weights[i] > 0 ? one | Math.Max(1, (long)((weights[i] * WeightScale) + 0.5)) : 0;
            Packed[(2 * i) + 1] = (long)Math.Round(weights[i] * (Targets[i] - Mean) * TargetScale);
        }
    }
}
