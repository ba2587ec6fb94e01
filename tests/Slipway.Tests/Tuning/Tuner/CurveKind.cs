namespace Slipway.Tests.Tuning.Tuner;

/// <summary>How a <see cref="CurveAlgorithm"/> goes wrong.</summary>
internal enum CurveKind
{
    Diverges,
    Throws,
    Silent,
    Hangs,
}
