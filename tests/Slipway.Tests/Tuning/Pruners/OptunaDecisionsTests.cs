using System.Globalization;
using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Pruners;

/// <summary>Every decision on 40 learning curves as Optuna 3.1.0 took it; the origin is in the first lines of the file.</summary>
public class OptunaDecisionsTests
{
    private static readonly string[][] Rows = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", "OptunaDecisions.tsv")).Select(l => l.Split('\t'))];

    public static TheoryData<string, string, int> Cases => new(
        Rows.Where(r => r[0] == "prune").Select(r => (r[1], r[2], int.Parse(r[3], CultureInfo.InvariantCulture))));

    [Theory]
    [MemberData(nameof(Cases))]
    public void ShouldPrune_GivenLearningCurves_DecidesAsOptuna(string name, string direction, int width)
    {
        var curves = Rows.Where(r => r[0] == "curve").Select(r => r[2].Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        var expected = Rows.Single(r => r[0] == "prune" && (r[1], r[2], r[3]) == (name, direction, width.ToString(CultureInfo.InvariantCulture)))[4];
        var maximise = direction == "maximise";
        var definition = new SearchDefinition(
            new ParameterSpace([new ContinuousParameter("x", 0, 1)]), [new Objective("m", maximise ? MetricDirection.Maximize : MetricDirection.Minimize)]);
        var pruner = Make(name, maximise);
        using var search = HyperparameterSearch.Create(definition, new CentreSampler(), pruner);
        var stopped = new int[curves.Length];

        var running = new List<(int Number, int Step)>();
        for (var asked = 0; asked < curves.Length || running.Count > 0;)
        {
            while (running.Count < width && asked < curves.Length)
            {
                running.Add((search.Ask()!.Number, 0));
                asked++;
            }

            foreach (var (number, last) in running.ToList())
            {
                var step = last + 1;
                var value = maximise ? -curves[number][last] : curves[number][last];
                running[running.IndexOf((number, last))] = (number, step);
                var reason = search.Report(number, step, value);
                Assert.Equal(reason, pruner.Open(definition).ShouldPrune(search.Trials[number], search.Trials)); // a new session decides the same
                if (reason is not null)
                {
                    search.TellPruned(number, reason);
                    stopped[number] = step;
                    running.Remove((number, step));
                }
                else if (step == curves[number].Length)
                {
                    search.Tell(number, value);
                    running.Remove((number, step));
                }
            }
        }

        Assert.Equal(expected, string.Join(' ', stopped));
    }

    private static IPruner Make(string name, bool maximise) => name switch
    {
        "median" => Pruner.Median(),
        "median warmup=4 interval=3" => Pruner.Median(startupTrials: 3, warmUpSteps: 4, interval: 3),
        "median startup=0 mintrials=4" => Pruner.Median(startupTrials: 0, minTrials: 4),
        "percentile 25" => Pruner.Percentile(25, startupTrials: 4),
        "percentile 10 interval=2" => Pruner.Percentile(10, startupTrials: 2, interval: 2),
        "halving" => Pruner.SuccessiveHalving(),
        "halving min=2 factor=3 rate=1" => Pruner.SuccessiveHalving(2, 3, 1),
        "halving factor=2 bootstrap=3" => Pruner.SuccessiveHalving(reductionFactor: 2, bootstrapCount: 3),
        "hyperband" => Pruner.Hyperband(maxResource: 27),
        "patience 3" => Pruner.Patience(3),
        "patience 2 delta=0.05" => Pruner.Patience(2, 0.05),
        "patience 1 median" => Pruner.Patience(1, inner: Pruner.Median(startupTrials: 3)),
        "threshold" => maximise ? Pruner.Threshold(-1.0, -0.15, 3, 2) : Pruner.Threshold(0.15, 1.0, 3, 2),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "unknown case"),
    };
}
