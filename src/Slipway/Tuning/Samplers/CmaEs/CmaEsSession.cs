namespace Slipway.Tuning;

/// <summary>Follows the generations through the trials, and draws from the distribution of the last one that all the trials before it have shaped.</summary>
/// <remarks>
/// A trial knows its parameters' values, and not the coordinates that it was drawn at: they may lie in a mirror image, or anywhere in the cell of a
/// whole number. They are drawn anew, from the distributions that were current while the trial may have been proposed: the one that gives the
/// trial's point is the one it came from. Points of none of them (told from outside) count at their place, not further from the mean than a drawn
/// point typically is (Hansen, "Injecting external solutions into CMA-ES", arXiv 1110.4181, 2011), as do those of earlier distributions of the run.
/// </remarks>
internal sealed class CmaEsSession(SearchDefinition search, CmaEsOptions options) : ISamplerSession
{
    // Trials whose distribution is older count as told from outside.
    private const int MostRemembered = 64;

    private readonly NumericAxis[] _axes = NumericAxis.Of(search.Space);

    // Distributions that trials without an end may come from, oldest first; the last one is current.
    private readonly List<CmaEsGeneration> _generations = [];

    public ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials)
    {
        if (_generations.Count == 0)
            _generations.Add(First(trials));

        while (TrialGeneration.Ended(_generations[^1].First, _generations[^1].Constants.PopulationSize, trials) is { } ended)
            Learn(ended);

        var random = new SamplerRandom(search.Seed, SamplerStream.Uniform, number);
        var units = new double[search.Space.Count];
        for (var i = 0; i < units.Length; i++)
            units[i] = random.NextUnit();

        var current = _generations[^1];
        var drawn = current.Distribution.Coordinates(current.Draw(search.Seed, number));
        for (var j = 0; j < _axes.Length; j++)
            units[_axes[j].Index] = NumericAxis.Fold(drawn[j]);

        return search.Space.FromUnits(units);
    }

    private CmaEsGeneration First(IReadOnlyList<Trial> trials)
    {
        var population = options.PopulationSize ?? CmaEsConstants.DefaultPopulation(_axes.Length);
        var start = CmaEsWarmStart.Of(search, _axes, trials);
        if (start is null)
        {
            var centre = new double[_axes.Length];
            Array.Fill(centre, 0.5);
            start = CmaEsDistribution.Round(centre, options.InitialStepSize);
        }

        return CmaEsGeneration.Begin(0, 0, new CmaEsConstants(_axes.Length, population), start);
    }

    private void Learn(Trial[] ended)
    {
        var current = _generations[^1];
        var vectors = new Dictionary<int, double[]>();
        var oldest = 0;
        foreach (var trial in ended)
        {
            var origin = OriginOf(trial);
            oldest = Math.Max(oldest, origin);
            if (VectorOf(trial, origin) is { } vector)
                vectors.Add(trial.Number, vector);
        }

        var ranked = TrialRanking.Rank(search, ended.Where(t => vectors.ContainsKey(t.Number)));
        var losses = ranked.Where(t => t.State == TrialState.Completed).Select(t => search.Objectives[0].ToLoss(t.Values[0])).ToList();
        var frozen = current.IsConverged && options.PopulationGrowth is null;
        var next = ranked.Count == 0 || frozen ? current.Skip() : current.Next(_axes, ranked.ConvertAll(t => vectors[t.Number]), losses);
        if (next.IsConverged && options.PopulationGrowth is { } growth)
            next = Restart(next, growth);

        // Numbers increase with time: no later trial comes from an older distribution than one of this generation.
        _generations.RemoveRange(0, Math.Max(oldest, _generations.Count + 1 - MostRemembered));
        _generations.Add(next);
    }

    private CmaEsGeneration Restart(CmaEsGeneration converged, int growth)
    {
        var random = new SamplerRandom(search.Seed, SamplerStream.CmaEsRestart, converged.Run + 1);
        var start = new double[_axes.Length];
        for (var j = 0; j < start.Length; j++)
            start[j] = random.NextUnit();

        var constants = new CmaEsConstants(_axes.Length, converged.Constants.PopulationSize * growth);
        return CmaEsGeneration.Begin(converged.Run + 1, converged.First, constants, CmaEsDistribution.Round(start, options.InitialStepSize));
    }

    /// <summary>Which distribution a trial was drawn from, the newest of several; -1 for none.</summary>
    private int OriginOf(Trial trial)
    {
        var g = _generations.Count - 1;
        while (g >= 0 && !IsAt(trial, _generations[g].Distribution.Coordinates(_generations[g].Draw(search.Seed, trial.Number))))
            g--;

        return g;
    }

    private bool IsAt(Trial trial, double[] coordinates)
    {
        for (var j = 0; j < coordinates.Length; j++)
        {
            if (_axes[j].Value(coordinates[j]) != trial.Point[_axes[j].Index])
                return false;
        }

        return true;
    }

    /// <summary>A trial's vector in the current distribution; null when it says nothing about it.</summary>
    private double[]? VectorOf(Trial trial, int origin)
    {
        var current = _generations[^1];
        if (origin == _generations.Count - 1)
            return current.Draw(search.Seed, trial.Number);

        double[] place;
        if (origin >= 0)
        {
            var source = _generations[origin];
            if (source.Run != current.Run)
                return null;

            place = Array.ConvertAll(source.Distribution.Coordinates(source.Draw(search.Seed, trial.Number)), NumericAxis.Fold);
        }
        else if (search.Space.Contains(trial.Point))
        {
            place = Array.ConvertAll(_axes, a => a.Parameter.ToUnit(trial.Point[a.Index]));
        }
        else
        {
            return null;
        }

        var n = place.Length;
        var vector = current.Distribution.Vector(place);
        var length = Math.Sqrt(current.Distribution.Whiten(vector).Sum(v => v * v));
        var longest = Math.Sqrt(n) + (2.0 * n / (n + 2));
        return length <= longest ? vector : Array.ConvertAll(vector, v => v * longest / length);
    }
}
