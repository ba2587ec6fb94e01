using System.Globalization;
using System.Text;

namespace Slipway.Peers.DataSets;

/// <summary>
/// A generated CSV of numbers, the same bytes on every machine: header <c>x0..x{n-1},y</c>, values between -1,000 and 1,000 with up to six
/// significant digits, y a noisy linear rule of the others as 0 or 1.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Rows">Data rows.</param>
/// <param name="Columns">Columns, the label included.</param>
/// <param name="Sum">Sum of all values but the label, each as the float32 nearest to its text: what a correct reader adds up to.</param>
internal sealed record NumericCsv(string Path, long Bytes, long Rows, int Columns, double Sum)
{
    /// <summary>Writes the file.</summary>
    /// <param name="path">Where; replaced.</param>
    /// <param name="bytes">The file ends with the first row that reaches this size.</param>
    /// <param name="columns">Columns, the label included.</param>
    public static NumericCsv Generate(string path, long bytes, int columns)
    {
        var random = new SplitMix(20_26);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        file.Write(Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Range(0, columns - 1).Select(i => $"x{i}")) + ",y\n"));
        var buffer = new byte[columns * 16];
        var sum = 0.0;
        var rows = 0L;
        while (file.Position < bytes)
        {
            var length = 0;
            var rule = 0.0;
            for (var column = 0; column < columns - 1; column++)
            {
                var value = NextValue(random);
                value.TryFormat(buffer.AsSpan(length), out var written, default, CultureInfo.InvariantCulture);
                length += written;
                buffer[length++] = (byte)',';
                sum += (float)value;
                rule += (double)value / 1000 * ((column % 7) - 3);
            }

            buffer[length++] = (byte)(rule + random.NextUnit() - 0.5 > 0 ? '1' : '0');
            buffer[length++] = (byte)'\n';
            file.Write(buffer, 0, length);
            rows++;
        }

        return new NumericCsv(path, file.Position, rows, columns, sum);
    }

    // 1 to 6 significant digits with 0 to 4 decimals, as measured tables have them.
    private static decimal NextValue(SplitMix random)
    {
        var bits = random.Next();
        var scale = (byte)(bits % 5);
        var magnitude = (int)((bits >> 8) % 1_000_000);
        magnitude %= scale switch { 0 => 1_000, 1 => 10_000, 2 => 100_000, _ => 1_000_000 };
        return new decimal(magnitude, 0, 0, (bits & (1UL << 40)) != 0, scale);
    }
}
