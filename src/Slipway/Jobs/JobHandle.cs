namespace Slipway.Jobs;

/// <summary>Names a job to its backend, which may derive a record of its own with more in it.</summary>
/// <param name="Name">Name of the job.</param>
/// <param name="Directory">Path or URI of its directory.</param>
public record JobHandle(string Name, string Directory)
{
    /// <summary>What opens the job's files where its directory is a URI; null means <see cref="SlipwayServices.Default"/>. Default: null.</summary>
    public SlipwayServices? Services { get; init; }
}
