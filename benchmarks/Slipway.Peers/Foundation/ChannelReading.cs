using System.Diagnostics;
using Apache.Arrow;
using Slipway.Features;
using Slipway.Peers.DataSets;
using Slipway.Peers.Running;

namespace Slipway.Peers.Foundation;

/// <summary>Slipway's side of reading a CSV of numbers, every column of it, types inferred.</summary>
internal static class ChannelReading
{
    /// <summary>Reads the whole file once, as record batches.</summary>
    /// <param name="csv">The file.</param>
    /// <returns>MB (10^6 bytes) per second; the quality is the sum of all features.</returns>
    public static Measurement ReadBatches(NumericCsv csv)
    {
        var channel = DataChannel.FromCsv(csv.Path).WithLabel("y");
        var start = Stopwatch.GetTimestamp();
        var (rows, sum) = SumBatches(channel);
        return Sums.Verified(csv, rows, sum, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Reads a channel of numbers once, as record batches: rows, and the sum of all features as float32.</summary>
    /// <param name="channel">The channel, with a label.</param>
    public static (long Rows, double Sum) SumBatches(DataChannel channel)
    {
        var (rows, sum) = (0L, 0.0);
        using var reader = channel.Open();
        while (reader.Read() is { } batch)
        {
            using (batch)
            {
                rows += batch.Length;
                sum += Sum(batch, reader.Roles.Label!);
            }
        }

        return (rows, sum);
    }

    /// <summary>Reads the whole file once into a feature matrix: a pipeline is fitted, rows become float32 row by row.</summary>
    /// <param name="csv">The file.</param>
    /// <returns>MB (10^6 bytes) per second; the quality is the sum of all features.</returns>
    public static Measurement ReadMatrix(NumericCsv csv)
    {
        // Values pass unchanged, so that the sum can be checked; standardising costs one multiplication more.
        var pipeline = Enumerable.Range(0, csv.Columns - 1)
            .Aggregate(FeaturePipeline.Auto, (p, column) => p.With($"x{column}", FeatureStep.PassThrough()));
        var channel = DataChannel.FromCsv(csv.Path).WithLabel("y");
        var start = Stopwatch.GetTimestamp();
        using var matrix = pipeline.FitTransform(() => channel.Open(), new FitOptions(LearningTask.Classification)).Matrix;
        var sum = 0.0;
        for (var chunk = 0; chunk < matrix.ChunkCount; chunk++)
        {
            sum += Sums.Of(matrix.Chunk(chunk).Features.Values);
        }

        return Sums.Verified(csv, matrix.RowCount, sum, Stopwatch.GetElapsedTime(start).TotalSeconds);
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
