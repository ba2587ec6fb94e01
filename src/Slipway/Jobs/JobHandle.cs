namespace Slipway.Jobs;

/// <summary>Names a job to its backend.</summary>
/// <param name="Name">Name of the job.</param>
/// <param name="Directory">Path or URI of its directory.</param>
public sealed record JobHandle(string Name, string Directory);
