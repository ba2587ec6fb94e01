using Slipway.Peers.DataSets;
using Slipway.Peers.Running;

namespace Slipway.Peers.Foundation;

/// <summary>The check of the CSV rows: a reader that skips, repeats or misreads a value does not reach the generator's sum.</summary>
internal static class Sums
{
    /// <summary>Sum of a row in double precision; the same cheap code for both sides.</summary>
    /// <param name="values">Float values.</param>
    public static double Of(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }

    /// <summary>Sum of a column, each value rounded to float32, as the generator counts it.</summary>
    /// <param name="values">Double values.</param>
    public static double Of(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += (float)value;
        }

        return sum;
    }

    /// <summary>The measurement, once rows and sum are what the generator wrote.</summary>
    /// <param name="csv">The file.</param>
    /// <param name="rows">Rows that were read.</param>
    /// <param name="sum">Sum of all features that were read.</param>
    /// <param name="seconds">Time it took.</param>
    public static Measurement Verified(NumericCsv csv, long rows, double sum, double seconds)
    {
        if (rows != csv.Rows || Math.Abs(sum - csv.Sum) > 1e-6 * Math.Abs(csv.Sum))
        {
            throw new InvalidOperationException($"{csv.Path}: read {rows} rows, sum {sum:R}; expected {csv.Rows} rows, sum {csv.Sum:R}.");
        }

        return new Measurement(csv.Bytes / 1e6 / seconds, sum, $"{csv.Bytes / 1e6:0} MB, {rows} x {csv.Columns}");
    }
}
