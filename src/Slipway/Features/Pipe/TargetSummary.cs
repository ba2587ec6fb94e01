namespace Slipway.Features;

/// <summary>What algorithms need to know of all targets before the first batch.</summary>
/// <param name="Mean">Weighted mean of a regression's targets.</param>
/// <param name="Scale">Their standard deviation, or 1.</param>
/// <param name="ClassCounts">Rows of each class of a classification.</param>
internal sealed record TargetSummary(double Mean, double Scale, IReadOnlyList<long> ClassCounts);
