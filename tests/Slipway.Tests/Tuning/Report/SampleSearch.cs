using Slipway.Tuning;

namespace Slipway.Tests.Tuning;

/// <summary>A made-up search with every kind of parameter and trial.</summary>
internal static class SampleSearch
{
    public static SearchDefinition Definition { get; } = new(
        new ParameterSpace([
            new CategoricalParameter("hidden_layers", ["[32]", "[64,32]", "[256,128]"]),
            new ContinuousParameter("learning_rate", 1e-4, 1e-1, ParameterScale.Log),
            new IntegerParameter("batch_size", 16, 256, ParameterScale.Log),
            new CategoricalParameter("optimizer", ["adam", "sgd"]),
            new ContinuousParameter("momentum", 0, 0.99) { Condition = new ParameterCondition("optimizer", [1]) },
            new ContinuousParameter("dropout", 0, 0.5)]),
        [new Objective("validation:accuracy", MetricDirection.Maximize)]);

    public static IReadOnlyList<Trial> Trials(int count)
    {
        var random = new Random(3);
        var start = new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var units = new double[Definition.Space.Count];
            for (var d = 0; d < units.Length; d++)
            {
                // Later trials look closer to the best place, as those of a sampler do.
                var free = random.NextDouble();
                units[d] = i < 12 ? free : 0.6 + ((free - 0.5) * 0.7);
            }

            var point = Definition.Space.FromUnits(units);
            var away = Math.Log10(point[1]) + 2.3;
            var value = 0.97 - (0.02 * away * away) - (0.03 * Math.Abs(point[5] - 0.2)) - (point[0] == 0 ? 0.015 : 0) + (0.004 * random.NextDouble());
            var reports = Enumerable.Range(1, 20).Select(e => new TrialReport(e, value - (0.5 * Math.Exp(-e / 4.0)))).ToArray();
            var trial = new Trial
            {
                Number = i, Point = point, Reports = reports, JobName = $"digits-{i}", Started = start.AddSeconds(i * 9), Ended = start.AddSeconds((i * 9) + 8),
            };
            return (i % 9, value) switch
            {
                (7, _) when i == 7 => trial with { State = TrialState.Failed, Reports = reports[..2], Reason = "train:loss became NaN in epoch 3: training diverged." },
                (_, < 0.94) when i > 5 => trial with { State = TrialState.Pruned, Reports = reports[..4], Reason = "below the median of 5 trials at step 4", Ended = trial.Started.AddSeconds(2) },
                _ => trial with { State = TrialState.Completed, Values = [value] },
            };
        })];
    }
}
