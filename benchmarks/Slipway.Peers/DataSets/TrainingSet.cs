using System.Text.Json.Nodes;

namespace Slipway.Peers.DataSets;

/// <summary>A data set as both sides open it: the same files, read and preprocessed in the same way.</summary>
/// <param name="Name">For the report.</param>
/// <param name="PythonReader">Name of the reader in <c>peers/tables.py</c>.</param>
/// <param name="Python">Paths of the training part (true) or the test part (false) for that reader.</param>
/// <param name="Open">Slipway's channel over the training part (true) or the test part (false).</param>
/// <param name="TrainRows">Rows of the training part; both sides must report it.</param>
internal sealed record TrainingSet(
    string Name, string PythonReader, Func<bool, JsonObject> Python, Func<bool, DataChannel> Open, int TrainRows)
{
    /// <summary>Fashion-MNIST: 60,000 + 10,000 images of 28 x 28, ten classes.</summary>
    public static TrainingSet Fashion(DataFolder data) => new(
        "fashion-mnist",
        "idx",
        train => new JsonObject { ["images"] = data.Fashion(Images(train)), ["labels"] = data.Fashion(Labels(train)) },
        train => DataChannel.FromIdx(data.Fashion(Images(train)), data.Fashion(Labels(train))),
        60_000);

    /// <summary>Adult: 32,561 + 16,281 rows, six numeric and eight text columns, two classes.</summary>
    public static TrainingSet Adult(DataFolder data) => Table("adult", "csv-mixed", () => PreparedTables.Adult(data), 32_561);

    /// <summary>Statlog satimage: 4,435 + 2,000 rows of 36 numbers, six classes.</summary>
    public static TrainingSet Satimage(DataFolder data) => Table("satimage", "csv", () => PreparedTables.Satimage(data), 4_435);

    /// <summary>A sample of HIGGS: 7,000 + 500 rows of 28 numbers, two classes.</summary>
    public static TrainingSet Higgs(DataFolder data) => Table("higgs7k", "csv", () => PreparedTables.Higgs(data), 7_000);

    /// <summary>German credit: 800 + 200 rows, mostly codes, two classes.</summary>
    public static TrainingSet German(DataFolder data) => Table("german-credit", "csv-mixed", () => PreparedTables.German(data), 800);

    /// <summary>a9a: 32,561 + 16,281 rows of 123 sparse binary features, two classes.</summary>
    public static TrainingSet A9a(DataFolder data)
    {
        string Path(bool train) => data.File(train ? "tabular/a9a/a9a.gz" : "tabular/a9a/a9a.t.gz");
        return new(
            "a9a", "libsvm", train => new JsonObject { ["table"] = Path(train) }, train => DataChannel.FromLibSvm(Path(train)), 32_561);
    }

    private static TrainingSet Table(string name, string pythonReader, Func<TrainTest> prepare, int trainRows)
    {
        var files = new Lazy<TrainTest>(prepare);
        string Path(bool train) => train ? files.Value.Train : files.Value.Test;
        return new(
            name,
            pythonReader,
            train => new JsonObject { ["table"] = Path(train) },
            train => DataChannel.FromCsv(Path(train)).WithLabel(files.Value.Label),
            trainRows);
    }

    private static string Images(bool train) => train ? "train-images-idx3-ubyte.gz" : "t10k-images-idx3-ubyte.gz";

    private static string Labels(bool train) => train ? "train-labels-idx1-ubyte.gz" : "t10k-labels-idx1-ubyte.gz";
}
