namespace Slipway.S3Double.Bodies;

/// <summary>A body that arrived whole and has every checksum that it was sent with.</summary>
/// <param name="Data">The decoded bytes.</param>
/// <param name="Checksums">Checksums that were sent, by short name (<c>crc32</c>), in base64.</param>
/// <param name="HasDigest">Whether a checksum or Content-MD5 was sent with it.</param>
internal sealed record RequestBody(byte[] Data, IReadOnlyDictionary<string, string> Checksums, bool HasDigest);
