using System.Buffers.Text;
using System.Text;
using Slipway.Peers.DataSets;

namespace Slipway.Peers.Data;

/// <summary>
/// A generated CSV of any size, the same bytes on every machine: 40 measurements with means, spreads and decimals of their own, and a label
/// drawn from a logistic model of the standardised measurements, which is known and so are the mistakes that it must make.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="BestAccuracy">Share of rows whose label is the one that the model finds more likely: no rule can expect more.</param>
internal sealed record LargeCsv(string Path, long Bytes, long Rows, double BestAccuracy)
{
    /// <summary>Measurements of a row; the label <c>y</c> follows them.</summary>
    public const int Features = 40;

    private const int Quantiles = 1 << 16;

    /// <summary>Writes the file.</summary>
    /// <param name="path">Where; replaced.</param>
    /// <param name="bytes">The file ends with the first row that reaches this size.</param>
    /// <param name="seed">Of the rows. The model does not depend on it.</param>
    /// <param name="cancellationToken">Seen every few thousand rows.</param>
    public static LargeCsv Generate(string path, long bytes, ulong seed, CancellationToken cancellationToken)
    {
        var columns = Enumerable.Range(0, Features).Select(Column.Number).ToArray();
        var normal = NormalQuantiles();
        var random = new SplitMix(seed);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var buffer = new byte[4 << 20];
        var used = Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Range(0, Features).Select(i => $"x{i}")) + ",y\n", buffer);
        var (rows, best, written) = (0L, 0L, 0L);
        while (written + used < bytes)
        {
            if (buffer.Length - used < Features * 16)
            {
                cancellationToken.ThrowIfCancellationRequested();
                file.Write(buffer, 0, used);
                written += used;
                used = 0;
            }

            var score = 0.0;
            for (var c = 0; c < Features; c += 4)
            {
                var bits = random.Next();
                for (var k = 0; k < 4; k++, bits >>= 16)
                {
                    var z = normal[(int)(bits & (Quantiles - 1))];
                    score += columns[c + k].Weight * z;
                    used += columns[c + k].Write(z, buffer.AsSpan(used));
                    buffer[used++] = (byte)',';
                }
            }

            var label = random.NextUnit() < 1 / (1 + Math.Exp(-score));
            best += label == score > 0 ? 1 : 0;
            buffer[used++] = (byte)(label ? '1' : '0');
            buffer[used++] = (byte)'\n';
            rows++;
        }

        file.Write(buffer, 0, used);
        return new LargeCsv(path, written + used, rows, best / (double)rows);
    }

    // Acklam's rational approximation would do too; integrating the density once is shorter and its error does not matter here.
    private static float[] NormalQuantiles()
    {
        var quantiles = new float[Quantiles];
        const double Step = 1.0 / 4096;
        var (z, below) = (-5.0, 0.0);
        for (var i = 0; i < Quantiles; i++)
        {
            for (; below < (i + 0.5) / Quantiles && z < 5; z += Step)
            {
                below += Step * Math.Exp(-(z + (Step / 2)) * (z + (Step / 2)) / 2) / Math.Sqrt(2 * Math.PI);
            }

            quantiles[i] = (float)z;
        }

        return quantiles;
    }

    /// <summary>A measurement: value = (mean + spread z), rounded to its decimals.</summary>
    private readonly record struct Column(double Mean, double Spread, int Decimals, double Weight)
    {
        public static Column Number(int i)
        {
            // Ages, temperatures, prices, rates: the four kinds come in turn, with other figures each time.
            var (mean, spread, decimals) = (i % 4) switch
            {
                0 => (45.0 + i, 12.0, 0),
                1 => (15.0 - i, 8.5, 1),
                2 => (1200.0 + (30 * i), 400.0, 2),
                _ => (0.5, 0.15, 4),
            };
            return new Column(mean, spread, decimals, ((i * 7 % 11) - 5) / 10.0);
        }

        public int Write(double z, Span<byte> to)
        {
            var power = Decimals switch { 0 => 1, 1 => 10, 2 => 100, _ => 10_000 };
            var scaled = (int)Math.Round((Mean + (Spread * z)) * power);
            var length = 0;
            if (scaled < 0)
            {
                to[length++] = (byte)'-';
                scaled = -scaled;
            }

            var (whole, fraction) = Math.DivRem(scaled, power);
            _ = Utf8Formatter.TryFormat(whole, to[length..], out var digits);
            length += digits;
            if (Decimals == 0)
            {
                return length;
            }

            to[length] = (byte)'.';
            for (var i = Decimals; i > 0; i--, fraction /= 10)
            {
                to[length + i] = (byte)('0' + (fraction % 10));
            }

            return length + Decimals + 1;
        }
    }
}
