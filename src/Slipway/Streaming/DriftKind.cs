namespace Slipway;

/// <summary>How a drift showed.</summary>
public enum DriftKind
{
    /// <summary>The population stability index of a column passed its threshold.</summary>
    PopulationStability,

    /// <summary>The Kolmogorov-Smirnov test told a column's values from those of the reference.</summary>
    KolmogorovSmirnov,

    /// <summary>ADWIN found that the model's error has risen.</summary>
    Error,
}
