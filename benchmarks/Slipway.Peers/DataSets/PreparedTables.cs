using System.IO.Compression;

namespace Slipway.Peers.DataSets;

/// <summary>
/// Tables whose files are not plain CSV (spaces, no header, a dot after the test labels), rewritten once, untimed, as CSV with a header and
/// the label last, so that both sides read the same bytes. No value changes.
/// </summary>
internal static class PreparedTables
{
    /// <summary>Adult: 14 columns, six of them numbers; <c>?</c> stays a level of its own.</summary>
    public static TrainTest Adult(DataFolder data) => new(
        Prepare(data, "adult-train.csv", AdultHeader, data.File("tabular/adult/adult.data.gz"), AdultRow),
        Prepare(data, "adult-test.csv", AdultHeader, data.File("tabular/adult/adult.test.gz"), AdultRow),
        "income");

    /// <summary>Statlog satimage: 36 numbers, 6 classes, the official split.</summary>
    public static TrainTest Satimage(DataFolder data) => new(
        Prepare(data, "satimage-train.csv", Numbered(36), data.File("tabular/satimage/sat.trn.gz"), SpacedRow),
        Prepare(data, "satimage-test.csv", Numbered(36), data.File("tabular/satimage/sat.tst.gz"), SpacedRow),
        "label");

    /// <summary>LightGBM's 7,000-row HIGGS sample: 28 numbers, the label moved from the first to the last column.</summary>
    public static TrainTest Higgs(DataFolder data) => new(
        Prepare(data, "higgs7k-train.csv", Numbered(28), data.File("tabular/higgs7k/binary.train.gz"), LabelFirstRow),
        Prepare(data, "higgs7k-test.csv", Numbered(28), data.File("tabular/higgs7k/binary.test.gz"), LabelFirstRow),
        "label");

    /// <summary>German credit: 20 columns, mostly codes; rows 0, 5, 10 ... are the test part.</summary>
    public static TrainTest German(DataFolder data)
    {
        var source = data.File("tabular/german-credit/german.csv");
        return new(
            Prepare(data, "german-train.csv", Numbered(20), source, (line, row) => row % 5 == 0 ? null : line),
            Prepare(data, "german-test.csv", Numbered(20), source, (line, row) => row % 5 == 0 ? line : null),
            "label");
    }

    /// <summary>The training file of Adult in two parts: rows 0, 5, 10 ... judge the others, so that a search never sees the test file.</summary>
    public static TrainTest AdultTrainingPart(DataFolder data)
    {
        var source = data.File("tabular/adult/adult.data.gz");
        return new(
            Prepare(data, "adult-search-train.csv", AdultHeader, source, (line, row) => row % 5 == 0 ? null : AdultRow(line, row)),
            Prepare(data, "adult-search-validation.csv", AdultHeader, source, (line, row) => row % 5 == 0 ? AdultRow(line, row) : null),
            "income");
    }

    /// <summary>The training file of the 8 x 8 digits in two parts, likewise: 64 numbers, 10 classes.</summary>
    public static TrainTest Digits(DataFolder data)
    {
        var source = data.File("images/digits8x8/optdigits-train.csv.gz");
        return new(
            Prepare(data, "digits-search-train.csv", Numbered(64), source, (line, row) => row % 5 == 0 ? null : line),
            Prepare(data, "digits-search-validation.csv", Numbered(64), source, (line, row) => row % 5 == 0 ? line : null),
            "label");
    }

    private const string AdultHeader =
        "age,workclass,fnlwgt,education,education_num,marital_status,occupation,relationship,race,sex,capital_gain,capital_loss,"
        + "hours_per_week,native_country,income";

    private static string AdultRow(string line, int row) => line.Replace(" ", "", StringComparison.Ordinal).TrimEnd('.');

    private static string SpacedRow(string line, int row) => line.Trim().Replace(' ', ',');

    private static string LabelFirstRow(string line, int row)
    {
        var columns = line.Split('\t');
        return string.Join(',', [.. columns[1..], columns[0]]);
    }

    private static string Numbered(int columns) => string.Join(',', [.. Enumerable.Range(0, columns).Select(i => $"x{i}"), "label"]);

    private static string Prepare(DataFolder data, string name, string header, string source, Func<string, int, string?> convert)
    {
        var path = Path.Combine(data.Work, name);
        using var output = new StreamWriter(path) { NewLine = "\n" };
        output.WriteLine(header);
        var row = 0;
        using var file = File.OpenRead(source);
        var packed = source.EndsWith(".gz", StringComparison.Ordinal);
        using var input = new StreamReader(packed ? new GZipStream(file, CompressionMode.Decompress) : file);
        while (input.ReadLine() is { } line)
        {
            if (line.Length > 0 && convert(line, row++) is { } converted)
            {
                output.WriteLine(converted);
            }
        }

        return path;
    }
}
