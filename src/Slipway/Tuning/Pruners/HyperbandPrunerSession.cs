namespace Slipway.Tuning;

/// <summary>The brackets of one search. With no maximum given, it is the longest completed trial's last step; nothing is given up before there is one.</summary>
internal sealed class HyperbandPrunerSession : IPrunerSession
{
    private readonly HyperbandPruner _settings;
    private readonly Objective _objective;
    private readonly EndedTrials _ended;
    private int _longest;
    private int _resource;
    private HyperbandBrackets? _brackets;
    private Rungs?[] _rungs = [];

    public HyperbandPrunerSession(HyperbandPruner settings, Objective objective)
    {
        _settings = settings;
        _objective = objective;
        _ended = new EndedTrials(Note);
    }

    public string? ShouldPrune(Trial trial, IReadOnlyList<Trial> trials)
    {
        if (_settings.MaxResource is null)
        {
            _ended.Advance(trials);
        }

        var resource = _settings.MaxResource ?? _longest;
        if (resource < _settings.MinResource)
        {
            return null;
        }

        if (_brackets is null || resource != _resource)
        {
            _resource = resource;
            _brackets = new HyperbandBrackets(_settings.MinResource, resource, _settings.ReductionFactor);
            _rungs = new Rungs?[_brackets.Count];
        }

        var bracket = _brackets.Of(trial.Number);
        return (_rungs[bracket] ??= Open(_brackets, bracket)).ShouldPrune(trial, trials) is { } reason
            ? FormattableString.Invariant($"{reason} (Hyperband, bracket {bracket + 1} of {_brackets.Count}.)")
            : null;
    }

    private Rungs Open(HyperbandBrackets brackets, int bracket)
    {
        long first = _settings.MinResource;
        for (var i = 0; i < bracket; i++)
        {
            first *= _settings.ReductionFactor;
        }

        return new Rungs(first, _settings.ReductionFactor, _settings.BootstrapCount, _objective, number => brackets.Of(number) == bracket);
    }

    private void Note(Trial trial)
    {
        if (trial.State == TrialState.Completed && trial.Reports.Count > 0)
        {
            _longest = Math.Max(_longest, trial.Reports[^1].Step);
        }
    }
}
