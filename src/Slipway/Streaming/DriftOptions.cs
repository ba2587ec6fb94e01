namespace Slipway;

/// <summary>
/// How a window is compared with the reference window, which is the first one (for predictions the second, because a model that has learned nothing
/// predicts anything).
/// </summary>
public sealed record DriftOptions
{
    /// <summary>Features that are watched, the first ones of a row. Default 256; at least 0.</summary>
    public int MaxFeatures { get; init; } = 256;

    /// <summary>Rows that stand for a window, chosen at random (Vitter's algorithm R). Default 2,000; at least 50.</summary>
    public int SampleRows { get; init; } = 2000;

    /// <summary>Intervals of the population stability index, quantiles of the reference. Default 10; from 2 to 100.</summary>
    public int Bins { get; init; } = 10;

    /// <summary>
    /// Population stability index from which on a column has drifted. Default 0.25, the usual rule (0.1: look at it; 0.25: it has changed; Siddiqi,
    /// "Credit Risk Scorecards", Wiley 2006); positive.
    /// </summary>
    public double PsiThreshold { get; init; } = 0.25;

    /// <summary>
    /// Error probability of the Kolmogorov-Smirnov test over all columns of a window together (Bonferroni). Default 0.001; above 0, below 1.
    /// </summary>
    public double KolmogorovSmirnovSignificance { get; init; } = 0.001;

    /// <summary>Kolmogorov-Smirnov distance below which a difference counts for nothing, however sure it is. Default 0.1; 0 to 1.</summary>
    public double KolmogorovSmirnovDistance { get; init; } = 0.1;

    /// <summary>ADWIN's confidence that a rise of the error is none by chance. Default 0.002; above 0, below 1.</summary>
    public double ErrorConfidence { get; init; } = 0.002;

    internal IEnumerable<string> FindProblems()
    {
        if (MaxFeatures is < 0 or > 65_536)
        {
            yield return $"Drift.MaxFeatures is {MaxFeatures}; allowed: 0 to 65536.";
        }

        if (SampleRows is < 50 or > 1_000_000)
        {
            yield return $"Drift.SampleRows is {SampleRows}; allowed: 50 to 1000000.";
        }

        if (Bins is < 2 or > 100)
        {
            yield return $"Drift.Bins is {Bins}; allowed: 2 to 100.";
        }

        if (!(PsiThreshold > 0))
        {
            yield return FormattableString.Invariant($"Drift.PsiThreshold is {PsiThreshold}; allowed: a positive number.");
        }

        if (!(KolmogorovSmirnovSignificance is > 0 and < 1))
        {
            yield return FormattableString.Invariant(
                $"Drift.KolmogorovSmirnovSignificance is {KolmogorovSmirnovSignificance}; allowed: above 0, below 1.");
        }

        if (!(KolmogorovSmirnovDistance is >= 0 and <= 1))
        {
            yield return FormattableString.Invariant($"Drift.KolmogorovSmirnovDistance is {KolmogorovSmirnovDistance}; allowed: 0 to 1.");
        }

        if (!(ErrorConfidence is > 0 and < 1))
        {
            yield return FormattableString.Invariant($"Drift.ErrorConfidence is {ErrorConfidence}; allowed: above 0, below 1.");
        }
    }
}
