namespace Slipway.Jobs;

/// <summary>Names a job to its backend, which may derive a record of its own with more in it.</summary>
/// <param name="Name">Name of the job.</param>
/// <param name="Directory">Path or URI of its directory.</param>
public record JobHandle(string Name, string Directory);
