using Slipway.Tuning;

namespace Slipway;

/// <summary>A search ended without a model, or too many of its trials failed in a row.</summary>
public sealed class TuningFailedException : SlipwayException
{
    /// <summary>Creates the error.</summary>
    /// <param name="problem">What happened and what to do, as sentences.</param>
    /// <param name="trials">The trials of the search.</param>
    /// <param name="result">What the search found before, or null.</param>
    public TuningFailedException(string problem, IReadOnlyList<Trial> trials, TuningResult? result = null)
        : base(problem + Causes(trials))
    {
        Trials = trials;
        Result = result;
    }

    /// <summary>The trials of the search, by increasing number.</summary>
    public IReadOnlyList<Trial> Trials { get; }

    /// <summary>What the search found before it failed; null when no trial was completed.</summary>
    public TuningResult? Result { get; }

    /// <summary>The first three different reasons, each with the first trial that gave it.</summary>
    private static string Causes(IReadOnlyList<Trial> trials)
    {
        ArgumentNullException.ThrowIfNull(trials);
        var causes = trials.Where(t => t.State == TrialState.Failed).GroupBy(t => t.Reason ?? "", StringComparer.Ordinal).Take(3);
        return string.Concat(causes.Select(c => FormattableString.Invariant($"{Environment.NewLine}  - trial {c.First().Number}{(c.Count() > 1 ? $" and {c.Count() - 1} more" : "")}: {c.Key}")));
    }
}
