using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Peers.Running;
using Slipway.Tuning;

namespace Slipway.Peers.Tuning;

/// <summary>Milliseconds for a proposal once 200 trials have ended, with whatever is fitted anew on the way.</summary>
internal static class OverheadComparisons
{
    private const int Finished = 200;
    private const int Proposals = 40;

    private static readonly ParameterSpace Space = new(
    [
        .. Enumerable.Range(0, 4).Select(i => new ContinuousParameter($"x{i}", 0, 1)), new ContinuousParameter("rate", 1e-5, 1, ParameterScale.Log),
        new IntegerParameter("layers", 1, 8), new IntegerParameter("units", 8, 512, ParameterScale.Log),
        new CategoricalParameter("kind", ["a", "b", "c", "d"]),
    ]);

    public static IEnumerable<Comparison> Rows(BenchmarkSetup setup)
    {
        yield return Row(setup, "GP", Sampler.Bayesian(), 20);
        yield return Row(setup, "TPE", Sampler.Tpe(), 1);
    }

    private static Comparison Row(BenchmarkSetup setup, string name, ISampler sampler, double most) => new()
    {
        Work = $"{name} proposal at {Finished} finished trials, {Space.Count} parameters",
        Unit = "ms",
        Goal = $"under {most} ms",
        GoalMet = r => r.Slipway!.Value < most,
        Slipway = Contender.Slipway(() => Propose(sampler)),
        Peer = setup.Python.Contender("Optuna TPE", "optuna", "tuner.overhead", () => new JsonObject
        {
            ["space"] = SpaceJson.Space(Space),
            ["finished"] = Finished,
            ["proposals"] = Proposals,
            ["seed"] = 1,
        }),
    };

    private static Measurement Propose(ISampler sampler)
    {
        var search = new SearchDefinition(Space, [new Objective("validation:value", MetricDirection.Minimize)], 1);
        var session = sampler.Open(search);
        var noise = new Random(1);
        var trials = new List<Trial>();
        var times = new List<double>();
        for (var number = 0; number < Finished + Proposals; number++)
        {
            var start = Stopwatch.GetTimestamp();
            var point = session.Propose(number, trials)!;
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            var value = point.Take(4).Sum(x => (x - 0.4) * (x - 0.4)) + Math.Abs(Math.Log10(point[4]) + 2) + (0.1 * point[7]) + (0.3 * noise.NextDouble());
            trials.Add(new Trial { Number = number, Point = point, State = TrialState.Completed, Values = [value] });
        }

        var last = times.Skip(Finished).Order().ToList();
        return new Measurement(
            last.Average(), null, string.Create(CultureInfo.InvariantCulture, $"mean; median {last[Proposals / 2]:0.###}, worst {last[^1]:0.###}"));
    }
}
