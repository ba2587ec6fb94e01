using System.Globalization;

namespace Slipway.Tuning;

/// <summary>What is wrong with a search before it begins; everything at once.</summary>
internal static class SearchValidation
{
    public static IEnumerable<string> FindProblems(SearchDefinition definition, ISampler sampler, IPruner pruner, IReadOnlyList<Trial> warmStart)
    {
        if (definition.Objectives.Count == 0)
        {
            yield return "There is no objective; expected: at least one.";
            yield break;
        }

        foreach (var twice in definition.Objectives.GroupBy(o => o.Metric, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            yield return $"The metric {twice.Key} is an objective {twice.Count().ToString(CultureInfo.InvariantCulture)} times; expected: once.";
        }

        foreach (var objective in definition.Objectives.Where(o => o.Direction is not (MetricDirection.Minimize or MetricDirection.Maximize)))
        {
            yield return $"The objective {objective.Metric} has the direction {objective.Direction}; expected: minimise or maximise.";
        }

        foreach (var problem in sampler.FindProblems(definition))
        {
            yield return $"The sampler {sampler.Description} cannot do this search: {problem}";
        }

        foreach (var problem in pruner.FindProblems(definition))
        {
            yield return $"The pruner {pruner.Description} cannot do this search: {problem}";
        }

        for (var i = 0; i < warmStart.Count; i++)
        {
            var trial = warmStart[i];
            if (!definition.Space.Contains(trial.Point))
            {
                yield return $"Warm-start trial {Number(i)} lies outside the space: {PointText.Of(definition.Space, trial.Point)}.";
            }

            if (trial.State == TrialState.Completed && (trial.Values.Count != definition.Objectives.Count || !trial.Values.All(double.IsFinite)))
            {
                yield return $"Warm-start trial {Number(i)} is completed with the values [{string.Join(", ", trial.Values.Select(Number))}]; " +
                    $"expected: {Number(definition.Objectives.Count)}, all finite.";
            }
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
