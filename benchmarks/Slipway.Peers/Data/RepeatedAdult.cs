using Slipway.Peers.DataSets;

namespace Slipway.Peers.Data;

/// <summary>The training file of Adult many times over: six columns of numbers, eight of text, and a text label.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record RepeatedAdult(string Path, long Bytes, long Rows)
{
    /// <summary>The label column.</summary>
    public const string Label = "income";

    /// <summary>Columns of numbers.</summary>
    public static IReadOnlyList<string> Numbers { get; } =
        ["age", "fnlwgt", "education_num", "capital_gain", "capital_loss", "hours_per_week"];

    /// <summary>Columns of text, the label among them.</summary>
    public static IReadOnlyList<string> Texts { get; } =
        ["workclass", "education", "marital_status", "occupation", "relationship", "race", "sex", "native_country", Label];

    /// <summary>Writes the file.</summary>
    /// <param name="data">Where Adult is, and where the file goes.</param>
    /// <param name="times">How often its rows come.</param>
    public static RepeatedAdult Write(DataFolder data, int times)
    {
        var lines = File.ReadAllLines(PreparedTables.Adult(data).Train);
        var path = System.IO.Path.Combine(data.Work, $"adult-{times}-times.csv");
        using (var file = new StreamWriter(path) { NewLine = "\n" })
        {
            file.WriteLine(lines[0]);
            for (var i = 0; i < times; i++)
            {
                foreach (var line in lines.AsSpan(1))
                {
                    file.WriteLine(line);
                }
            }
        }

        return new RepeatedAdult(path, new FileInfo(path).Length, (long)times * (lines.Length - 1));
    }

    /// <summary>The measurement, once the number of rows is right.</summary>
    /// <param name="rows">Rows that were read.</param>
    /// <param name="quality">What both sides must agree on.</param>
    /// <param name="seconds">Time it took.</param>
    public Running.Measurement Verified(long rows, double quality, double seconds) => rows == Rows
        ? new Running.Measurement(Bytes / 1e6 / seconds, quality, $"{Bytes / 1e6:0} MB, {rows} rows")
        : throw new InvalidOperationException($"{Path}: read {rows} rows, expected {Rows}.");
}
