namespace Slipway.Storage;

/// <summary>The one state of an object that a reader reads.</summary>
/// <param name="ETag">Without quotes.</param>
/// <param name="Size">Bytes of the whole object.</param>
internal sealed record ObjectVersion(string ETag, long Size);
