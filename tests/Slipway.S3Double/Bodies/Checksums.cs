using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Numerics;
using System.Security.Cryptography;

namespace Slipway.S3Double.Bodies;

/// <summary>The checksums that S3 knows, by the end of their header's name (<c>x-amz-checksum-...</c>).</summary>
internal static class Checksums
{
    public const string Prefix = "x-amz-checksum-";

    private static readonly string[] NotValues = ["algorithm", "type", "mode"];
    private static readonly ulong[] Crc64Table = MakeCrc64Table();

    public static IReadOnlyList<string> Names { get; } = ["crc32", "crc32c", "crc64nvme", "sha1", "sha256"];

    /// <summary>The checksum in base64, as headers carry it.</summary>
    public static string Compute(string name, ReadOnlySpan<byte> data) => Convert.ToBase64String(Bytes(name, data));

    /// <summary>Checksum of a multipart object: of its parts' checksums, with their number.</summary>
    public static string Composite(string name, IReadOnlyList<string> parts)
    {
        var all = parts.SelectMany(Convert.FromBase64String).ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{Compute(name, all)}-{parts.Count}");
    }

    /// <summary>Whether a header or trailer carries a checksum's value.</summary>
    public static bool IsValue(string header) =>
        header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !NotValues.Contains(header[Prefix.Length..], StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses a checksum that the data does not have, or that is unknown.</summary>
    public static void Check(string header, string value, ReadOnlySpan<byte> data)
    {
        var name = header[Prefix.Length..].ToLowerInvariant();
        if (!Names.Contains(name))
        {
            throw S3RefusedException.InvalidRequest($"The algorithm of the checksum header '{header}' is not supported.");
        }

        var actual = Compute(name, data);
        if (actual != value)
        {
            throw new S3RefusedException(
                400,
                "BadDigest",
                $"The {name.ToUpperInvariant()} you specified did not match the calculated checksum.",
                ("ExpectedChecksum", value),
                ("CalculatedChecksum", actual));
        }
    }

    private static byte[] Bytes(string name, ReadOnlySpan<byte> data)
    {
        var bytes = new byte[8];
        switch (name)
        {
            case "sha256":
                return SHA256.HashData(data);
            case "sha1":
                return SHA1.HashData(data);
            case "crc32":
                BinaryPrimitives.WriteUInt32BigEndian(bytes, Crc32.HashToUInt32(data));
                return bytes[..4];
            case "crc32c":
                var crc = uint.MaxValue;
                foreach (var b in data)
                {
                    crc = BitOperations.Crc32C(crc, b);
                }

                BinaryPrimitives.WriteUInt32BigEndian(bytes, ~crc);
                return bytes[..4];
            case "crc64nvme":
                var crc64 = ulong.MaxValue;
                foreach (var b in data)
                {
                    crc64 = Crc64Table[(byte)(crc64 ^ b)] ^ (crc64 >> 8);
                }

                BinaryPrimitives.WriteUInt64BigEndian(bytes, ~crc64);
                return bytes;
            default:
                throw new ArgumentOutOfRangeException(nameof(name), name, "not a checksum of S3");
        }
    }

    private static ulong[] MakeCrc64Table()
    {
        const ulong Polynomial = 0x9A6C_9329_AC4B_C9B5; // NVM Express base specification, reflected
        var table = new ulong[256];
        for (var i = 0; i < table.Length; i++)
        {
            var value = (ulong)i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value >> 1) ^ ((value & 1) * Polynomial);
            }

            table[i] = value;
        }

        return table;
    }
}
