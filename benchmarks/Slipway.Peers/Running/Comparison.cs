namespace Slipway.Peers.Running;

/// <summary>One row: the same work done by Slipway and by a peer.</summary>
internal sealed record Comparison
{
    /// <summary>What is done, with its sizes, e.g. <c>mlp fashion-mnist 784-128-10, 10 epochs</c>.</summary>
    public required string Work { get; init; }

    /// <summary>Unit of the measured value.</summary>
    public required string Unit { get; init; }

    /// <summary>Which way the value gets better.</summary>
    public Better Better { get; init; } = Better.Lower;

    /// <summary>What the issue asks for, in words.</summary>
    public required string Goal { get; init; }

    /// <summary>Whether a result meets the goal.</summary>
    public required Func<ComparisonResult, bool> GoalMet { get; init; }

    /// <summary>Slipway's side.</summary>
    public required Contender Slipway { get; init; }

    /// <summary>The peer's side; null where the goal is an absolute figure.</summary>
    public Contender? Peer { get; init; }

    /// <summary>When the two results count as equally good.</summary>
    public QualityRule Quality { get; init; } = QualityRule.Verified;

    /// <summary>Untimed runs of each side before the first timed one. Default: 1.</summary>
    public int WarmUps { get; init; } = 1;

    /// <summary>Timed runs of each side, interleaved; the median counts. Default: 3.</summary>
    public int Repetitions { get; init; } = 3;
}
