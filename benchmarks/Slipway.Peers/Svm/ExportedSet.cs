using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Slipway.Features;
using Slipway.Peers.Running;

namespace Slipway.Peers.Svm;

/// <summary>A matrix that the Python side prepares once and both sides read, so that both train on the same bits.</summary>
/// <param name="setup">Data folder and Python.</param>
/// <param name="name">Name of the set in <c>peers/svm.py</c>.</param>
internal sealed class ExportedSet(BenchmarkSetup setup, string name)
{
    /// <summary>What every function of <c>peers/svm.py</c> takes, and more.</summary>
    /// <param name="more">Further arguments.</param>
    public JsonObject Arguments(JsonObject more)
    {
        more["name"] = name;
        more["folder"] = setup.Data.Work;
        more["source"] = name switch
        {
            "adult" => setup.Data.File("tabular/adult/adult.data.gz"),
            "a9a" => setup.Data.File("tabular/a9a/a9a.gz"),
            "sms" => setup.Data.File("text/sms-spam/SMSSpamCollection.tsv"),
            _ => "",
        };
        return more;
    }

    /// <summary>Dense rows with classes 0 and 1.</summary>
    /// <param name="cancellationToken">Ends the export.</param>
    public async Task<FeatureMatrix> DenseAsync(CancellationToken cancellationToken)
    {
        await ExportAsync(cancellationToken);
        var (values, targets) = (Read<float>("values"), Read<float>("targets"));
        return FeatureMatrix.FromDense(values, targets.Length, values.Length / targets.Length, targets);
    }

    /// <summary>Sparse rows with classes 0 and 1.</summary>
    /// <param name="cancellationToken">Ends the export.</param>
    public async Task<FeatureMatrix> SparseAsync(CancellationToken cancellationToken)
    {
        await ExportAsync(cancellationToken);
        var columns = Read<int>("columns");
        return FeatureMatrix.FromSparse(Read<int>("offsets"), columns, Read<float>("values"), columns.Max() + 1, Read<float>("targets"));
    }

    private Task<Measurement> ExportAsync(CancellationToken cancellationToken) =>
        setup.Python.Contender("scikit-learn", "sklearn", "svm.export", () => Arguments([])).Run(cancellationToken);

    private T[] Read<T>(string part) where T : struct =>
        MemoryMarshal.Cast<byte, T>(File.ReadAllBytes(Path.Combine(setup.Data.Work, $"svm-{name}.{part}"))).ToArray();
}
