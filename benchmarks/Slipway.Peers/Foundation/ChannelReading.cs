using System.Diagnostics;
using Apache.Arrow;
using Slipway.Peers.DataSets;
using Slipway.Peers.Running;

namespace Slipway.Peers.Foundation;

/// <summary>Slipway's side of reading a CSV of numbers: a channel's record batches, every column of them.</summary>
internal static class ChannelReading
{
    /// <summary>Reads the whole file once, types inferred.</summary>
    /// <param name="csv">The file.</param>
    /// <returns>MB (10^6 bytes) per second; the quality is the sum of all features.</returns>
    public static Measurement Read(NumericCsv csv)
    {
        var channel = DataChannel.FromCsv(csv.Path).WithLabel("y");
        var start = Stopwatch.GetTimestamp();
        var rows = 0L;
        var sum = 0.0;
        using (var reader = channel.Open())
        {
            while (reader.Read() is { } batch)
            {
                using (batch)
                {
                    rows += batch.Length;
                    sum += Sum(batch, reader.Roles.Label!);
                }
            }
        }

        return Sums.Verified(csv, rows, sum, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static double Sum(RecordBatch batch, string label)
    {
        var sum = 0.0;
        for (var column = 0; column < batch.ColumnCount; column++)
        {
            if (batch.Schema.GetFieldByIndex(column).Name != label)
            {
                sum += batch.Column(column) switch
                {
                    FloatArray singles => Sums.Of(singles.Values),
                    DoubleArray doubles => Sums.Of(doubles.Values),
                    var other => throw new InvalidOperationException(
                        $"Column {column} was read as {other.Data.DataType.Name}, not as numbers."),
                };
            }
        }

        return sum;
    }
}
