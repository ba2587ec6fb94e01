namespace Slipway.S3Double.Storage;

/// <summary>One part of an upload.</summary>
/// <param name="Number">From 1 to 10000.</param>
/// <param name="Data">Its bytes.</param>
/// <param name="ETag">MD5 of the bytes, in hexadecimal digits without quotes.</param>
/// <param name="LastModified">When it arrived.</param>
/// <param name="Checksums">Checksums that it was sent with, by short name.</param>
public sealed record StoredPart(
    int Number, byte[] Data, string ETag, DateTimeOffset LastModified, IReadOnlyDictionary<string, string> Checksums);
