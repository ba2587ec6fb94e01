namespace Slipway.Tuning;

/// <summary>The Gaussian process of one search. What it keeps between proposals saves work and changes no bit.</summary>
internal sealed class BayesianSession : ISamplerSession
{
    private const int BestTrials = 4;

    private readonly SearchDefinition _search;
    private readonly BayesianOptions _options;
    private readonly SpaceEncoding _encoding;
    private readonly HyperparameterLayout _layout;
    private readonly HyperparameterSchedule _schedule;
    private readonly StartupPoints _startup;
    private readonly List<Trial> _appended = [];
    private GaussianProcess? _process;
    private double[]? _theta;

    public BayesianSession(SearchDefinition search, BayesianOptions options)
    {
        _search = search;
        _options = options;
        _encoding = new SpaceEncoding(search.Space);
        _layout = new HyperparameterLayout(_encoding.Count, _encoding.Numeric, options.WarpsInputs);
        _schedule = new HyperparameterSchedule(_layout, options.Prior, _encoding, options);
        _startup = new StartupPoints(search);
    }

    public ParameterPoint? Propose(int number, IReadOnlyList<Trial> trials)
    {
        ArgumentNullException.ThrowIfNull(trials);
        var observations = Observations.From(_search, trials);
        var tried = new HashSet<ParameterPoint>(trials.Select(t => t.Point));
        if (observations.Measured < _options.StartupTrials)
        {
            return _startup.Propose(number, tried);
        }

        var process = Condition(observations);
        var (best, centers) = FindBest(process, observations);
        var acquisition = new Acquisition(process, _encoding, best);
        if (FinitePoints.TryList(_search.Space, tried) is { } untried)
        {
            return BestOf(untried, acquisition);
        }

        var random = new SamplerRandom(_search.Seed, SamplerStream.BayesianCandidates, number);
        foreach (var place in new AcquisitionSearch(_encoding, acquisition).Run(random, _options.Candidates, centers))
        {
            var point = _encoding.Decode(place);
            if (!tried.Contains(point))
            {
                return point;
            }
        }

        return _startup.Propose(number, tried);
    }

    /// <summary>The posterior after all trials; only what is new since the last proposal is computed.</summary>
    private GaussianProcess Condition(Observations observations)
    {
        var theta = _schedule.Fit(observations);
        if (_process is null || !ReferenceEquals(theta, _theta))
        {
            (_process, _theta) = (new GaussianProcess(_layout, theta), theta);
            _appended.Clear();
        }

        var coordinates = new double[_encoding.Count];
        var common = 0;
        foreach (var trial in observations.Ended.Concat(observations.Running))
        {
            if (common < _appended.Count && _appended[common].Number == trial.Number)
            {
                common++;
                continue;
            }

            if (common < _appended.Count)
            {
                _appended.RemoveRange(common, _appended.Count - common);
                _process.Truncate(common);
            }

            _encoding.Encode(trial.Point, coordinates);
            _process.Append(coordinates);
            _appended.Add(trial);
            common++;
        }

        _appended.RemoveRange(common, _appended.Count - common);
        _process.Truncate(common);
        _process.SetTargets(TargetTransform.Apply(observations.Losses(observations.Ended.Count), _options.RanksWorst));
        return _process;
    }

    /// <summary>The lowest mean among the ended trials (under noise the lowest value is mostly luck), and the places of the lowest few.</summary>
    private (double Best, List<double[]> Centers) FindBest(GaussianProcess process, Observations observations)
    {
        var means = new double[observations.Ended.Count];
        var order = new int[means.Length];
        var coordinates = new double[_encoding.Count];
        for (var i = 0; i < means.Length; i++)
        {
            _encoding.Encode(observations.Ended[i].Point, coordinates);
            means[i] = process.Predict(coordinates).Mean;
            order[i] = i;
        }

        var best = means.Min();
        Array.Sort(means, order);
        var centers = order.Take(BestTrials).Select(i => _startup.Complete(_encoding, observations.Ended[i])).ToList();
        return (best, centers);
    }

    private ParameterPoint? BestOf(List<ParameterPoint> points, Acquisition acquisition)
    {
        ParameterPoint? best = null;
        var bestValue = double.NegativeInfinity;
        var coordinates = new double[_encoding.Count];
        foreach (var point in points)
        {
            _encoding.Encode(point, coordinates);
            var value = acquisition.EvaluateCoordinates(coordinates);
            if (best is null || value > bestValue)
            {
                (best, bestValue) = (point, value);
            }
        }

        return best;
    }
}
