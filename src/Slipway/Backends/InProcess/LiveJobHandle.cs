using Slipway.Jobs;

namespace Slipway.Backends;

/// <summary>A handle from a submission. It keeps the outcome of its job reachable, so the backend itself need not.</summary>
internal sealed record LiveJobHandle(string Name, string Directory, InProcessJob Job) : JobHandle(Name, Directory);
