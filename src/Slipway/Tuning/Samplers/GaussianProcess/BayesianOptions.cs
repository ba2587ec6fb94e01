using System.Globalization;

namespace Slipway.Tuning;

/// <summary>Settings of <see cref="Sampler.Bayesian"/>.</summary>
public sealed record BayesianOptions
{
    /// <summary>Trials with a value before the model decides; until then points fill the space evenly. Default: 10. At least 1.</summary>
    public int StartupTrials { get; init; } = 10;

    /// <summary>
    /// Whether each numeric parameter's scale is stretched as the trials ask for (Snoek et al., 2014). Default: true. Turn it off for a few
    /// percent less work.
    /// </summary>
    public bool WarpsInputs { get; init; } = true;

    /// <summary>
    /// Whether only the order counts among the worst quarter of the trials, so that a few terrible values do not hide the difference between
    /// good and best. Default: true.
    /// </summary>
    public bool RanksWorst { get; init; } = true;

    /// <summary>Points at which the acquisition function is looked at before the best of them are improved. Default: 400. 16 to 100,000.</summary>
    public int Candidates { get; init; } = 400;

    internal HyperparameterPrior Prior { get; init; } = new();

    internal string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"bayesian(startup={StartupTrials}, warp={(WarpsInputs ? "on" : "off")}, rank-worst={(RanksWorst ? "on" : "off")}, candidates={Candidates})");

    internal IEnumerable<string> FindProblems()
    {
        if (StartupTrials < 1)
        {
            yield return $"StartupTrials is {StartupTrials}; allowed: at least 1.";
        }

        if (Candidates is < 16 or > 100_000)
        {
            yield return $"Candidates is {Candidates}; allowed: 16 to 100000.";
        }
    }
}
