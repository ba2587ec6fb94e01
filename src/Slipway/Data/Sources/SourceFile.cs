namespace Slipway.Data;

/// <summary>One file of a channel, as it was when the pass started.</summary>
/// <param name="Name">Full path, or URI where it is not local; for messages and for the format by extension.</param>
/// <param name="Uri">Where it is.</param>
/// <param name="ETag">Its version.</param>
/// <param name="Size">Its size in bytes.</param>
internal sealed record SourceFile(string Name, Uri Uri, string ETag, long Size);
