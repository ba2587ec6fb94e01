using Slipway.Tuning;

namespace Slipway;

/// <summary>The pruners that Slipway brings. Others implement <see cref="IPruner"/>.</summary>
public static class Pruner
{
    /// <summary>Lets every trial run to its end; the default.</summary>
    public static IPruner None() => new NoPruner();
}
