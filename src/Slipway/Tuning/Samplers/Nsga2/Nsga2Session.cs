namespace Slipway.Tuning;

/// <summary>Follows the generations through the trials, and breeds from the parents that the last complete one left.</summary>
internal sealed class Nsga2Session(SearchDefinition search, Nsga2Options options) : ISamplerSession
{
    // Children that repeat a point are bred anew; when these few all do, a small space has no others nearby.
    private const int MostAttempts = 10;

    // Points of ended generations and of earlier searches.
    private readonly HashSet<ParameterPoint> _tried = [];

    private readonly Offspring _offspring = new(search.Space, options);

    // Best first; null before the first call.
    private List<Trial>? _parents;

    // Number of the first trial that has not had its chance to become a parent.
    private int _first;

    public ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials)
    {
        _parents ??= Select([], trials.TakeWhile(t => t.Number < 0));
        while (TrialGeneration.Ended(_first, options.PopulationSize, trials) is { } ended)
        {
            _parents = Select(_parents, ended);
            _first += options.PopulationSize;
        }

        var enough = _first == 0 ? options.PopulationSize : 2;
        if (_parents.Count < enough)
            return new SamplerRandom(search.Seed, SamplerStream.Uniform, number).NextPoint(search.Space);

        var running = new HashSet<ParameterPoint>();
        for (var i = TrialGeneration.PositionOf(_first, trials); i < trials.Count; i++)
            running.Add(trials[i].Point);

        var random = new SamplerRandom(search.Seed, SamplerStream.Nsga2Offspring, number);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var child = Breed(ref random);
            if (!_tried.Contains(child) && !running.Contains(child))
                return child;
        }

        return random.NextPoint(search.Space);
    }

    private ParameterPoint Breed(ref SamplerRandom random) =>
        _offspring.Of(_parents![Tournament(ref random)].Point, _parents[Tournament(ref random)].Point, ref random);

    /// <summary>The better of two random parents; they are in order.</summary>
    private int Tournament(ref SamplerRandom random) => Math.Min(random.NextBelow(_parents!.Count), random.NextBelow(_parents.Count));

    /// <summary>The best of the parents and of new trials, no two at one point: copies would breed nothing but copies.</summary>
    private List<Trial> Select(IEnumerable<Trial> parents, IEnumerable<Trial> added)
    {
        var valid = added.Where(t => search.Space.Contains(t.Point)).ToList();
        _tried.UnionWith(valid.Select(t => t.Point));
        return [.. TrialRanking.Rank(search, parents.Concat(valid)).DistinctBy(t => t.Point).Take(options.PopulationSize)];
    }
}
