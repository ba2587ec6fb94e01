using System.Globalization;
using System.Xml.Linq;

namespace Slipway.S3Double.Operations;

/// <summary>A part as CompleteMultipartUpload names it.</summary>
internal sealed record AskedPart(int Number, string ETag, IReadOnlyDictionary<string, string> Checksums)
{
    private const string Prefix = "Checksum";

    public static AskedPart Parse(XElement part)
    {
        var number = S3Xml.Text(part, "PartNumber");
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= 1 and <= 10_000
            ? new AskedPart(
                value,
                (S3Xml.Text(part, "ETag") ?? "").Trim('"'),
                part.Elements().Where(e => e.Name.LocalName.StartsWith(Prefix, StringComparison.Ordinal))
                    .ToDictionary(e => e.Name.LocalName[Prefix.Length..].ToLowerInvariant(), e => e.Value, StringComparer.Ordinal))
            : throw S3RefusedException.InvalidArgument("partNumber", number ?? "");
    }
}
