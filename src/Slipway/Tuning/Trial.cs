namespace Slipway.Tuning;

/// <summary>One evaluation in a search. Immutable: a trial that goes on is another object with the same number.</summary>
public sealed record Trial
{
    /// <summary>0-based number in its search, in the order of proposals.</summary>
    public required int Number { get; init; }

    /// <summary>What was proposed.</summary>
    public required ParameterPoint Point { get; init; }

    /// <summary>Where it is in its life.</summary>
    public TrialState State { get; init; } = TrialState.Running;

    /// <summary>One value an objective, in order, when <see cref="TrialState.Completed"/>; else empty.</summary>
    public IReadOnlyList<double> Values { get; init; } = [];

    /// <summary>The first objective's values within the trial, by increasing step.</summary>
    public IReadOnlyList<TrialReport> Reports { get; init; } = [];

    /// <summary>Why it failed or was pruned; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Name of its training job; null when there is none (ask and tell).</summary>
    public string? JobName { get; init; }

    /// <summary>When it was proposed.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? Ended { get; init; }
}
