using System.Globalization;
using System.Security.Cryptography;

namespace Slipway.S3Double.Storage;

/// <summary>An object as the double holds it.</summary>
/// <param name="Data">Its bytes.</param>
/// <param name="ETag">Entity tag without quotes.</param>
/// <param name="LastModified">Time of the write, in whole seconds as S3 gives it.</param>
/// <param name="Headers">Headers that were stored with it and come back with it: content type, <c>x-amz-meta-*</c>.</param>
/// <param name="Checksums">Checksums that it was written with, by short name.</param>
/// <param name="PartSizes">Sizes of its parts when it was written in parts.</param>
public sealed record StoredObject(
    ReadOnlyMemory<byte> Data,
    string ETag,
    DateTimeOffset LastModified,
    IReadOnlyList<(string Name, string Value)> Headers,
    IReadOnlyDictionary<string, string> Checksums,
    IReadOnlyList<long> PartSizes)
{
    /// <summary>Entity tag as headers carry it.</summary>
    public string QuotedETag => $"\"{ETag}\"";

    internal static string HashOf(ReadOnlySpan<byte> data) => Convert.ToHexStringLower(MD5.HashData(data));

    internal static string HashOf(IReadOnlyList<StoredPart> parts)
    {
        var all = parts.SelectMany(p => Convert.FromHexString(p.ETag)).ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{HashOf(all)}-{parts.Count}");
    }
}
