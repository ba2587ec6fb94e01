using Slipway.Models;

namespace Slipway;

/// <summary>Rows that shrinking left out at one time, as they were then.</summary>
/// <param name="Rows">Which.</param>
/// <param name="Expansion">K b, one for each of them.</param>
/// <param name="Coefficients">b, one for each row of the problem.</param>
internal sealed record ShrunkRows(int[] Rows, double[] Expansion, double[] Coefficients)
{
    public void Save(ModelWriter writer, int number)
    {
        writer.Write($"shrunk_rows_{number}", [Rows.Length], Rows);
        writer.Write($"shrunk_expansion_{number}", [Expansion.Length], Expansion);
        writer.Write($"shrunk_coefficients_{number}", [Coefficients.Length], Coefficients);
    }

    public static ShrunkRows Restore(ModelReader reader, int number, int count)
    {
        var rows = reader.ReadInt32($"shrunk_rows_{number}");
        return new ShrunkRows(
            rows, reader.ReadDouble($"shrunk_expansion_{number}", rows.Length), reader.ReadDouble($"shrunk_coefficients_{number}", count));
    }
}
