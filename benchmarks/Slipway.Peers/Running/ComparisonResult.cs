namespace Slipway.Peers.Running;

/// <summary>What a comparison measured: medians of the timed runs.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Comparison">What was compared.</param>
/// <param name="Slipway">Slipway's median run; null when it failed.</param>
/// <param name="Peer">The peer's median run; null when there is none, it is missing, or it failed.</param>
/// <param name="PeerVersion">The peer's version, or why there is no figure.</param>
/// <param name="Problem">Why the row is not complete; null when it is.</param>
/// <param name="Failed">True when a run failed; false for a peer that is only missing.</param>
internal sealed record ComparisonResult(
    string Group, Comparison Comparison, Measurement? Slipway, Measurement? Peer, string PeerVersion, string? Problem, bool Failed)
{
    /// <summary>Above 1 when Slipway is ahead; null without both figures.</summary>
    public double? Ratio => (Slipway, Peer) switch
    {
        ({ } slipway, { } peer) when Comparison.Better == Better.Higher => slipway.Value / peer.Value,
        ({ } slipway, { } peer) => peer.Value / slipway.Value,
        _ => null,
    };

    /// <summary>Whether both results are equally good; null when there is nothing to compare with.</summary>
    public bool? EqualQuality => (Slipway, Peer) switch
    {
        ({ Quality: { } slipway }, { Quality: { } peer }) => Comparison.Quality.Holds(slipway, peer),
        ({ Quality: null }, { Quality: null }) => true,
        _ => null,
    };

    /// <summary>Whether the goal is met; null when a figure that it needs is missing.</summary>
    public bool? GoalMet => Slipway is null || (Comparison.Peer is not null && Peer is null) ? null : Comparison.GoalMet(this);
}
