using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Samplers;

/// <summary>Asks a sampler and tells it what came out, with a number of trials running at once that end in a made-up order.</summary>
internal static class ToldSearch
{
    public static List<Trial> Run(
        ISampler sampler, SearchDefinition search, int count, Func<Trial, Trial> end, int parallel = 1, bool checkFresh = false, IEnumerable<Trial>? earlier = null)
    {
        var session = sampler.Open(search);
        List<Trial> trials = [.. earlier ?? []];
        var first = trials.Count;
        var running = new List<int>();
        for (var number = 0; number < count; number++)
        {
            var point = session.Propose(number, trials)!;
            Assert.True(search.Space.Contains(point), $"trial {number} is not in the space: {string.Join(", ", point)}");
            if (checkFresh)
                Assert.Equal(point, sampler.Open(search).Propose(number, trials));

            running.Add(number);
            trials.Add(new Trial { Number = number, Point = point });
            while (running.Count >= parallel || (number == count - 1 && running.Count > 0))
            {
                var ended = running[number * 7 % running.Count];
                running.Remove(ended);
                trials[first + ended] = end(trials[first + ended]);
            }
        }

        return trials;
    }

    public static Func<Trial, Trial> Complete(Func<ParameterPoint, double[]> evaluate) =>
        trial => trial with { State = TrialState.Completed, Values = evaluate(trial.Point) };

    public static Func<Trial, Trial> Complete(Func<ParameterPoint, double> evaluate) => Complete(p => new[] { evaluate(p) });
}
