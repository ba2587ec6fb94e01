using Slipway.Backends;

namespace Slipway;

/// <summary>Backends by name. Other packages add theirs as extension members.</summary>
public static class Backend
{
    private static readonly InProcessBackend Shared = new();

    /// <summary>Runs jobs on threads of this process: no start-up cost, models are shared with the caller without copying.</summary>
    public static IComputeBackend InProcess() => Shared;
}
