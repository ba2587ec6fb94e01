using System.Text.Json.Nodes;
using Slipway.Peers.Running;
using Slipway.Tuning;

namespace Slipway.Peers.Tuning;

/// <summary>
/// The regrets of a suite's searches, each run once however many rows ask for it: the true value of the trial with the best observed value,
/// minus the optimum, one a seed.
/// </summary>
internal sealed class RegretTable(BenchmarkSetup setup, int seeds, IReadOnlyList<int> budgets)
{
    private readonly Dictionary<(string Sampler, string Function), IReadOnlyDictionary<int, double[]>> _runs = [];
    private string _version = "";

    public string OptunaVersion => _version;

    /// <summary>Slipway's regrets by budget.</summary>
    public IReadOnlyDictionary<int, double[]> Slipway(string name, ISampler sampler, BlackBox box, CancellationToken cancellationToken)
    {
        if (!_runs.TryGetValue((name, box.Name), out var regrets))
        {
            regrets = budgets.ToDictionary(b => b, _ => new double[seeds]);
            for (var seed = 0; seed < seeds; seed++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Search(sampler, box, seed, regrets);
            }

            _runs.Add((name, box.Name), regrets);
        }

        return regrets;
    }

    /// <summary>Regrets of Optuna's TPE with its default settings, by budget.</summary>
    public async Task<IReadOnlyDictionary<int, double[]>> OptunaAsync(BlackBox box, CancellationToken cancellationToken)
    {
        if (!_runs.TryGetValue(("optuna", box.Name), out var regrets))
        {
            var probes = Probes(box);
            var peer = setup.Python.Contender(
                "Optuna TPE", "optuna", "tuner.regret",
                () => new JsonObject
                {
                    ["function"] = box.Name.Split(' ')[0],
                    ["space"] = SpaceJson.Space(box.Space),
                    ["optimum"] = box.Optimum,
                    ["noise"] = box.Noise,
                    ["seeds"] = seeds,
                    ["budgets"] = new JsonArray([.. budgets.Select(b => (JsonNode)b)]),
                    ["probes"] = new JsonArray([.. probes.Select(p => (JsonNode)SpaceJson.Point(p, box.Space))]),
                },
                reply =>
                {
                    VerifyProbes(box, probes, reply["probes"]!.AsArray());
                    regrets = budgets.ToDictionary(b => b, b => reply["regrets"]![$"{b}"]!.AsArray().Select(v => (double)v!).ToArray());
                });
            await peer.Run(cancellationToken);
            _version = peer.Version();
            _runs.Add(("optuna", box.Name), regrets!);
        }

        return regrets!;
    }

    private static void Search(ISampler sampler, BlackBox box, int seed, IReadOnlyDictionary<int, double[]> regrets)
    {
        var search = new SearchDefinition(box.Space, [new Objective("validation:value", MetricDirection.Minimize)], (ulong)seed);
        var session = sampler.Open(search);
        var noise = new Random(seed);
        var trials = new List<Trial>();
        double best = double.PositiveInfinity, bestTrue = 0;
        for (var number = 0; number < regrets.Keys.Max(); number++)
        {
            var point = session.Propose(number, trials) ?? throw new InvalidOperationException($"{sampler.Description} has nothing left to try.");
            var value = box.Value(point);
            var observed = value + (box.Noise * Math.Sqrt(-2 * Math.Log(1 - noise.NextDouble())) * Math.Cos(2 * Math.PI * noise.NextDouble()));
            (best, bestTrue) = observed < best ? (observed, value) : (best, bestTrue);
            trials.Add(new Trial { Number = number, Point = point, State = TrialState.Completed, Values = [observed] });
            if (regrets.TryGetValue(number + 1, out var finished))
            {
                finished[seed] = bestTrue - box.Optimum;
            }
        }
    }

    // Both sides must minimise the same function.
    private static List<ParameterPoint> Probes(BlackBox box)
    {
        var random = Sampler.Random().Open(new SearchDefinition(box.Space, [new Objective("validation:value", MetricDirection.Minimize)]));
        return [.. Enumerable.Range(0, 20).Select(i => random.Propose(i, [])!)];
    }

    private static void VerifyProbes(BlackBox box, List<ParameterPoint> probes, JsonArray values)
    {
        for (var i = 0; i < probes.Count; i++)
        {
            var (expected, actual) = (box.Value(probes[i]), (double)values[i]!);
            if (!(Math.Abs(expected - actual) <= 1e-9 * Math.Max(1, Math.Abs(expected))))
            {
                throw new InvalidOperationException($"{box.Name} at ({string.Join(", ", probes[i])}) is {expected} here and {actual} for Optuna.");
            }
        }
    }
}
