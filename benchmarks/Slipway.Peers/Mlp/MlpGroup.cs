using System.Text.Json.Nodes;
using Slipway.Peers.DataSets;
using Slipway.Peers.Running;
using Slipway.Peers.Torch;

namespace Slipway.Peers.Mlp;

/// <summary>One training step of five nets, from the same initial weights on the same batches: forward, loss, backward, Adam.</summary>
internal sealed class MlpGroup : IBenchmarkGroup
{
    private const int ManyThreads = 2;

    /// <inheritdoc/>
    public string Name => "mlp";

    /// <inheritdoc/>
    public IEnumerable<Comparison> Compare(BenchmarkSetup setup)
    {
        (MlpNet Net, double Goal)[] nets =
        [
            (new MlpNet("64-64-32-10", 32, () => ImageRows.Digits(setup.Data)), 15),
            (new MlpNet("64-128-64-10", 128, () => ImageRows.Digits(setup.Data)), 5),
            (new MlpNet("256-256-256-10", 256, () => ImageRows.Fashion(setup.Data, side: 16)), 1.5),
            (new MlpNet("784-512-256-10", 256, () => ImageRows.Fashion(setup.Data)), 1.2),
            (new MlpNet("784-1024-1024-10", 1024, () => ImageRows.Fashion(setup.Data)), 1.1),
        ];
        foreach (var (net, goal) in nets)
        {
            yield return Row(net, setup.Threads, $"at least {goal:0.#} times as fast, same loss", result => result.Ratio >= goal) with
            {
                Peer = TorchLibrary.Contender("TorchSharp", setup.Threads, () => TorchMlp.Run(net)),
            };
            yield return Row(net, setup.Threads, "beside the row of TorchSharp, same loss", result => result.Ratio >= 1) with
            {
                Peer = setup.Python.Contender("PyTorch", "torch", "mlp.step", () => Arguments(net, setup)),
            };
        }

        var largest = nets[^1].Net;
        yield return Row(
            largest, ManyThreads, $"{ManyThreads} threads at least 1.8 times as fast as 1, the same bits", result => result.Ratio >= 1.8) with
        {
            Quality = QualityRule.SameValue(0),
            Peer = Contender.Slipway(() => SlipwayMlp.Run(largest, threads: 1)) with { Name = "Slipway, 1 thread" },
        };
    }

    private static Comparison Row(MlpNet net, int threads, string goal, Func<ComparisonResult, bool> met) => new()
    {
        Work = $"mlp step {net.Name}, batch {net.Batch}" + (threads > 1 ? $", {threads} threads" : ""),
        Unit = "us",
        Goal = goal,
        GoalMet = result => result.EqualQuality == true && met(result),
        // Both round differently, and 25 steps of Adam amplify that.
        Quality = QualityRule.SameValue(1e-3),
        WarmUps = 2,
        Repetitions = 7,
        Slipway = Contender.Slipway(() => SlipwayMlp.Run(net, threads)),
    };

    private static JsonObject Arguments(MlpNet net, BenchmarkSetup setup) => new()
    {
        ["file"] = net.Export(setup.Data.Work),
        ["widths"] = new JsonArray([.. net.Widths.Select(width => (JsonNode)width)]),
        ["batch"] = net.Batch,
        ["batches"] = net.Batches,
        ["learning_rate"] = MlpNet.LearningRate,
        ["verified"] = MlpNet.VerifiedSteps,
        ["threads"] = setup.Threads,
    };
}
