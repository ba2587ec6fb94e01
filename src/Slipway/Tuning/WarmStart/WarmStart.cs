namespace Slipway.Tuning;

/// <summary>What a search takes over from earlier ones.</summary>
/// <param name="Trials">Trials of the same search on the same data: history.</param>
/// <param name="Hints">Points that were good elsewhere: tried first, since their values do not carry over.</param>
internal sealed record WarmStart(IReadOnlyList<Trial> Trials, IReadOnlyList<ParameterPoint> Hints)
{
    /// <summary>Points taken from a journal of other data, or of another algorithm: enough to save a cold start, few enough to be forgotten.</summary>
    private const int HintsPerJournal = 5;

    /// <summary>Reads earlier journals.</summary>
    /// <param name="journals">Their paths or URIs.</param>
    /// <param name="services">Object stores.</param>
    /// <param name="search">The search that begins.</param>
    /// <param name="identity">Its data and fixed settings.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TuningJournalException">A journal is not there, or damaged.</exception>
    public static async Task<WarmStart> ReadAsync(
        IReadOnlyList<string> journals, SlipwayServices services, SearchDefinition search, IReadOnlyDictionary<string, string> identity, CancellationToken cancellationToken)
    {
        var trials = new List<Trial>();
        var hints = new List<ParameterPoint>();
        foreach (var path in journals.DistinctBy(JournalReader.NameOf, StringComparer.Ordinal))
        {
            var journal = await TuningJournal.ReadAsync(path, services, cancellationToken).ConfigureAwait(false);
            if (IsSame(journal, search, identity))
            {
                trials.AddRange(journal.Trials.Where(t => t.State != TrialState.Running));
            }
            else
            {
                hints.AddRange(BestPoints(journal).Select(p => Translate(journal.Definition.Space, p, search.Space)).OfType<ParameterPoint>());
            }
        }

        // A search that was itself warm-started holds the trials of the earlier one.
        return new WarmStart([.. trials.DistinctBy(t => (t.Point, t.Started, t.Ended, t.JobName))], [.. hints.Distinct()]);
    }

    /// <summary>The point of another space with the values that the spaces have in common, and the middle of the range elsewhere; null when nothing is in common.</summary>
    public static ParameterPoint? Translate(ParameterSpace from, ParameterPoint point, ParameterSpace to)
    {
        var units = new double[to.Count];
        Array.Fill(units, 0.5);
        var common = 0;
        for (var i = 0; i < to.Count; i++)
        {
            var parameter = to.Parameters[i];
            var index = from.IndexOf(parameter.Name);
            if (index >= 0 && !double.IsNaN(point[index]) && ValueIn(from.Parameters[index], point[index], parameter) is { } value)
            {
                units[i] = parameter.ToUnit(value);
                common++;
            }
        }

        return common > 0 ? to.FromUnits(units) : null;
    }

    private static bool IsSame(TuningJournalContent journal, SearchDefinition search, IReadOnlyDictionary<string, string> identity) =>
        journal.Definition.Space.Parameters.SequenceEqual(search.Space.Parameters)
        && journal.Definition.Objectives.SequenceEqual(search.Objectives)
        && journal.Identity.Count == identity.Count
        && identity.All(i => journal.Identity.TryGetValue(i.Key, out var value) && value == i.Value);

    private static IEnumerable<ParameterPoint> BestPoints(TuningJournalContent journal) => journal.Trials
        .Where(t => t.State == TrialState.Completed)
        .OrderBy(t => journal.Definition.Objectives[0].ToLoss(t.Values[0])).ThenBy(t => t.Number)
        .Take(HintsPerJournal)
        .Select(t => t.Point);

    private static double? ValueIn(Parameter from, double value, Parameter to)
    {
        if (from is CategoricalParameter old)
        {
            var index = to is CategoricalParameter now ? now.Choices.ToList().IndexOf(old.Choices[(int)value]) : -1;
            return index >= 0 ? index : null;
        }

        return to is not CategoricalParameter && to.Contains(value) ? value : null;
    }
}
