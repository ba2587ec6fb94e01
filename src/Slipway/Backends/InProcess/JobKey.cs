using Slipway.Storage;

namespace Slipway.Backends;

/// <summary>Tells the jobs of this process apart: by directory, and by store where one URI means different things in different stores.</summary>
/// <param name="Directory">Full path or URI.</param>
/// <param name="Store">The store of a URI; null for a path.</param>
internal readonly record struct JobKey(string Directory, IObjectStore? Store)
{
    /// <exception cref="ArgumentException">No store serves the URI.</exception>
    public static JobKey Of(string directory, SlipwayServices? services) => new(
        directory, LocalPath.TryGet(directory, out _) ? null : (services ?? SlipwayServices.Default).GetStore(new Uri(directory, UriKind.Absolute)));
}
