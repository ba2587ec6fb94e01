namespace Slipway.Tuning;

/// <summary>Splits the trials into good and other ones, models both, and proposes where the ratio of the densities is largest.</summary>
/// <remarks>Running trials count as bad (constant liar), so that parallel trials spread out; failed ones too, so that the search leaves where they fail.</remarks>
internal sealed class TpeSession(SearchDefinition search, TpeOptions options) : ISamplerSession
{
    private readonly int[][] _groups = ParameterGroups.Of(search.Space);

    public ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials)
    {
        var ranked = TrialRanking.Rank(search, trials);
        if (ranked.Count < options.StartupTrials)
            return new SamplerRandom(search.Seed, SamplerStream.Uniform, number).NextPoint(search.Space);

        var goodCount = Math.Min((int)Math.Ceiling(options.GoodShare * ranked.Count), options.MaxGoodTrials);
        var good = ranked.Take(goodCount).OrderBy(t => t.Number).ToList();
        var chosen = good.Select(t => t.Number).ToHashSet();
        var others = trials.Where(t => !chosen.Contains(t.Number)).ToList();
        var values = new double[search.Space.Count];
        Array.Fill(values, double.NaN);
        var random = new SamplerRandom(search.Seed, SamplerStream.TpeCandidates, number);
        foreach (var group in _groups)
        {
            if (search.Space.Exists(group[0], values))
                ProposeGroup(group, good, others, ref random, values);
        }

        return new ParameterPoint(values);
    }

    private void ProposeGroup(int[] group, List<Trial> good, List<Trial> others, ref SamplerRandom random, double[] values)
    {
        var parameters = Array.ConvertAll(group, i => search.Space.Parameters[i]);
        var goodModel = new ParzenMixture(parameters, Rows(group, good), options);
        var otherModel = new ParzenMixture(parameters, Rows(group, others), options);
        var candidates = new double[options.Candidates][];
        for (var c = 0; c < candidates.Length; c++)
        {
            candidates[c] = new double[group.Length];
            goodModel.Sample(ref random, candidates[c]);
        }

        var goodLogs = new double[candidates.Length];
        var otherLogs = new double[candidates.Length];
        goodModel.LogDensity(candidates, goodLogs);
        otherModel.LogDensity(candidates, otherLogs);
        var best = 0;
        for (var c = 1; c < candidates.Length; c++)
        {
            if (goodLogs[c] - otherLogs[c] > goodLogs[best] - otherLogs[best])
                best = c;
        }

        for (var d = 0; d < group.Length; d++)
            values[group[d]] = candidates[best][d];
    }

    private static List<double[]> Rows(int[] group, List<Trial> trials)
    {
        var rows = new List<double[]>(trials.Count);
        foreach (var trial in trials)
        {
            if (!double.IsNaN(trial.Point[group[0]]))
                rows.Add(Array.ConvertAll(group, i => trial.Point[i]));
        }

        return rows;
    }
}
