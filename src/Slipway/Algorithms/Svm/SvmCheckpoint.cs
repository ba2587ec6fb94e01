using System.Text.Json.Nodes;
using Slipway.Models;
using Slipway.Telemetry;

namespace Slipway;

/// <summary>What an interrupted training goes on from: the finished pairs of classes, or the state of the only machine.</summary>
internal static class SvmCheckpoint
{
    private const string Pairs = "pairs";

    /// <summary>Solves the job's only problem, with checkpoints.</summary>
    public static SmoSolution Solve(SmoSolver solver, TrainingContext context)
    {
        if (context.TryRestoreCheckpoint(solver.Restore))
        {
            LogMessages.Resumed(context.Logger, solver.Rounds, 0);
        }

        return solver.Solve(() =>
        {
            if (context.CheckpointDue)
            {
                context.SaveCheckpoint(solver.Save);
            }
        });
    }

    public static void SavePairs(ModelWriter writer, IReadOnlyList<SvmPairResult?> results)
    {
        var finished = new JsonArray();
        for (var p = 0; p < results.Count; p++)
        {
            if (results[p] is { } r)
            {
                finished.Add((JsonNode)new JsonObject
                {
                    ["pair"] = p,
                    ["bias"] = r.Bias,
                    ["slope"] = r.Slope,
                    ["offset"] = r.Offset,
                    ["loss"] = r.MeanLoss,
                    ["rounds"] = r.Rounds,
                    ["iterations"] = r.Iterations,
                    ["converged"] = r.Converged,
                });
                writer.Write($"pair_{p}", [r.Coefficients.Length], r.Coefficients);
            }
        }

        writer.WriteValue(Pairs, finished);
    }

    public static void RestorePairs(ModelReader reader, SvmPairResult?[] results, Func<int, int[]> rowsOf)
    {
        foreach (var node in reader.ReadValue(Pairs)!.AsArray())
        {
            var state = node!.AsObject();
            var pair = state["pair"]!.GetValue<int>();
            results[pair] = new SvmPairResult(
                reader.ReadDouble($"pair_{pair}", rowsOf(pair).Length), state["bias"]!.GetValue<double>(), state["slope"]!.GetValue<double>(),
                state["offset"]!.GetValue<double>(), state["loss"]!.GetValue<double>(), state["rounds"]!.GetValue<int>(),
                state["iterations"]!.GetValue<long>(), state["converged"]!.GetValue<bool>());
        }
    }
}
