using Slipway.Reports;

namespace Slipway.Tuning;

/// <summary>The trials of a search as the report shows them: ranked, named and coloured.</summary>
internal sealed class TrialView
{
    /// <summary>Styles <c>q0</c> to <c>q6</c>, worst to best.</summary>
    private const int Grades = 7;

    private readonly Dictionary<int, int> _ranks = [];

    public TrialView(SearchDefinition search, IReadOnlyList<Trial> trials)
    {
        Search = search;
        Trials = [.. trials.Where(t => t.Number >= 0).OrderBy(t => t.Number)];
        Completed = [.. Trials.Where(t => t.State == TrialState.Completed)];
        Ranked = [.. Completed.OrderBy(t => search.Objectives[0].ToLoss(t.Values[0])).ThenBy(t => t.Number)];
        for (var i = 0; i < Ranked.Count; i++)
        {
            _ranks[Ranked[i].Number] = i;
        }
    }

    public SearchDefinition Search { get; }

    /// <summary>Trials of this search by number.</summary>
    public IReadOnlyList<Trial> Trials { get; }

    /// <summary>Completed trials by number.</summary>
    public IReadOnlyList<Trial> Completed { get; }

    /// <summary>Completed trials, best by the first objective first.</summary>
    public IReadOnlyList<Trial> Ranked { get; }

    public Trial? BestBy(int objective) => Completed.MinBy(t => Search.Objectives[objective].ToLoss(t.Values[objective]));

    /// <summary>CSS class of a trial: its grade when completed, else its state.</summary>
    public string Style(Trial trial) => trial.State switch
    {
        TrialState.Completed => $"q{Grades - 1 - (_ranks[trial.Number] * Grades / Ranked.Count)}",
        TrialState.Pruned => "pruned",
        TrialState.Failed => "failed",
        _ => "q0",
    };

    /// <summary>Everything about a trial, a line each.</summary>
    public string Hint(Trial trial)
    {
        var lines = new List<string> { $"trial {trial.Number}{(trial.State == TrialState.Completed ? "" : $" ({trial.State.ToString().ToLowerInvariant()})")}" };
        lines.AddRange(trial.Values.Select((v, i) => $"{Search.Objectives[i].Metric} {NumberText.Short(v)}"));
        lines.AddRange(Search.Space.Parameters.Select((p, i) => (p, trial.Point[i])).Where(p => !double.IsNaN(p.Item2)).Select(p => $"{p.p.Name} {Text(p.p, p.Item2)}"));
        if (trial.Reason is { } reason)
        {
            lines.Add(reason);
        }

        return string.Join('\n', lines);
    }

    /// <summary>A parameter's value as people read it; empty where it does not exist.</summary>
    public static string Text(Parameter parameter, double value) => double.IsNaN(value)
        ? ""
        : parameter is CategoricalParameter choices ? choices.Choices[(int)value] : NumberText.Short(value);

    public string StatesInWords() => string.Join(", ", Trials
        .GroupBy(t => t.State).OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key.ToString().ToLowerInvariant()}"));

    /// <summary>Part of the steps that pruning saved, measured against the longest trial; null when nothing was pruned.</summary>
    public double? PrunedShare
    {
        get
        {
            var longest = Trials.Select(t => t.Reports.Count > 0 ? t.Reports[^1].Step : 0).DefaultIfEmpty().Max();
            var pruned = Trials.Where(t => t.State == TrialState.Pruned && t.Reports.Count > 0).ToList();
            return pruned.Count == 0 || longest == 0
                ? null
                : pruned.Sum(t => (double)(longest - t.Reports[^1].Step)) / ((double)longest * Trials.Count(t => t.Reports.Count > 0));
        }
    }

    public ChartAxis Axis(int parameter) => Search.Space.Parameters[parameter] switch
    {
        ContinuousParameter { Scale: ParameterScale.Log } p => ChartAxis.Logarithmic(p.Name, p.Minimum, p.Maximum),
        ContinuousParameter p => ChartAxis.Linear(p.Name, p.Minimum, p.Maximum),
        IntegerParameter { Scale: ParameterScale.Log } p => ChartAxis.Logarithmic(p.Name, p.Minimum, p.Maximum),
        IntegerParameter p => ChartAxis.Linear(p.Name, p.Minimum, p.Maximum),
        CategoricalParameter p => ChartAxis.Categories(p.Name, p.Choices),
        var p => throw new NotSupportedException($"Parameters of kind {p.GetType().Name} cannot be drawn."),
    };
}
