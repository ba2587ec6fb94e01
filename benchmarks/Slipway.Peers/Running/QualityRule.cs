namespace Slipway.Peers.Running;

/// <summary>When two contenders' results count as equally good.</summary>
/// <param name="Description">For the report, e.g. <c>accuracy not worse by more than 0.5 points</c>.</param>
/// <param name="Holds">Slipway's quality, the peer's quality.</param>
internal sealed record QualityRule(string Description, Func<double, double, bool> Holds)
{
    /// <summary>Nothing to compare: each run verified its own result.</summary>
    public static QualityRule Verified { get; } = new("each run verifies its result", static (_, _) => true);

    /// <summary>Higher is better, and Slipway may be lower by at most <paramref name="points"/> / 100.</summary>
    /// <param name="points">Percentage points.</param>
    public static QualityRule NotWorseBy(double points) =>
        new($"not worse by more than {points:0.##} points", (slipway, peer) => slipway >= peer - (points / 100));

    /// <summary>The same number up to rounding.</summary>
    /// <param name="relative">Largest relative difference.</param>
    public static QualityRule SameValue(double relative) => new(
        $"same within {relative:0e0}",
        (slipway, peer) => Math.Abs(slipway - peer) <= relative * Math.Max(Math.Abs(slipway), Math.Abs(peer)));
}
