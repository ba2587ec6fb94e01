namespace Slipway.Storage;

/// <summary>What a store knows of an object without reading it.</summary>
/// <param name="Uri">Absolute URI of the object.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="ETag">Changes whenever the content changes; opaque.</param>
/// <param name="LastModified">When the content was last written.</param>
public sealed record ObjectInfo(Uri Uri, long Size, string ETag, DateTimeOffset LastModified);
