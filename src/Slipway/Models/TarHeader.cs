using System.Buffers.Binary;
using System.Text;

namespace Slipway.Models;

/// <summary>The 512 bytes before a file in a ustar archive.</summary>
/// <remarks>
/// Own code, because System.Formats.Tar allocates as many bytes as an extended header claims (up to 2 GiB) before it has read them, and
/// writes process ids into its PAX headers.
/// </remarks>
internal readonly record struct TarHeader(string Name, long Size, char Type)
{
    public const int BlockSize = 512;

    private const int SizeOffset = 124;
    private const int SizeLength = 12;
    private const int ChecksumOffset = 148;
    private const int ChecksumLength = 8;
    private const int TypeOffset = 156;
    private const int MagicOffset = 257;
    private const int PrefixOffset = 345;

    /// <summary>Largest size that fits eleven octal digits.</summary>
    private const long MaxOctal = (1L << 33) - 1;

    /// <summary>Bytes between the end of a file of this size and the next header.</summary>
    public static int Padding(long size) => (int)((BlockSize - (size % BlockSize)) % BlockSize);

    /// <summary>A regular file, mode 644, of nobody, at time 0.</summary>
    public static byte[] Write(string name, long size)
    {
        var block = new byte[BlockSize];
        Encoding.ASCII.GetBytes(name, block.AsSpan(0, 100));
        Ascii(block, 100, "0000644\0" + "0000000\0" + "0000000\0");
        if (size <= MaxOctal)
        {
            Ascii(block, SizeOffset, Octal(size, 11) + "\0");
        }
        else
        {
            // GNU tar's base-256 form, which every tar of this century reads.
            BinaryPrimitives.WriteInt64BigEndian(block.AsSpan(SizeOffset + 4), size);
            block[SizeOffset] = 0x80;
        }

        Ascii(block, 136, "00000000000\0");
        block[TypeOffset] = (byte)'0';
        Ascii(block, MagicOffset, "ustar\0" + "00");
        Ascii(block, ChecksumOffset, Octal(Checksum(block), 6) + "\0 ");
        return block;
    }

    /// <summary>Parses a header; null for the block of zeros that ends an archive.</summary>
    /// <exception cref="FormatException">No tar header, or damaged.</exception>
    public static TarHeader? Parse(ReadOnlySpan<byte> block)
    {
        if (!block.ContainsAnyExcept((byte)0))
        {
            return null;
        }

        var magic = block.Slice(MagicOffset, 6);
        var gnu = magic.SequenceEqual("ustar "u8);
        if (!gnu && !magic.SequenceEqual("ustar\0"u8))
        {
            throw new FormatException("an entry header has not the magic 'ustar' of a tar archive");
        }

        if (ParseOctal(block.Slice(ChecksumOffset, ChecksumLength)) != Checksum(block))
        {
            throw new FormatException("the checksum of a tar header does not match");
        }

        var name = Text(block[..100]);
        var prefix = gnu ? "" : Text(block.Slice(PrefixOffset, 155));
        var size = ParseSize(block.Slice(SizeOffset, SizeLength));
        return new TarHeader(prefix.Length > 0 ? $"{prefix}/{name}" : name, size, (char)block[TypeOffset]);
    }

    /// <exception cref="FormatException">It is a link, a device or another thing that is no file.</exception>
    public void RequireRegularFile()
    {
        var kind = Type switch
        {
            '0' or '\0' => null,
            '1' => "a hard link",
            '2' => "a symbolic link",
            '3' or '4' => "a device",
            '5' => "a folder",
            '6' => "a pipe",
            _ => $"an entry of type '{Type}'",
        };
        if (kind is not null)
        {
            throw new FormatException(
                $"'{Name}' is {kind}; a model has only regular files (pack with tar --format=ustar, and name the files)");
        }
    }

    private static long ParseSize(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) == 0)
        {
            return ParseOctal(field);
        }

        var size = BinaryPrimitives.ReadInt64BigEndian(field[4..]);
        return field[0] == 0x80 && !field[1..4].ContainsAnyExcept((byte)0) && size >= 0
            ? size
            : throw new FormatException("a tar header has a negative or absurd size");
    }

    private static long ParseOctal(ReadOnlySpan<byte> field)
    {
        var value = 0L;
        foreach (var digit in field.Trim(" \0"u8))
        {
            value = digit is >= (byte)'0' and <= (byte)'7'
                ? (value * 8) + (digit - '0')
                : throw new FormatException("a number in a tar header is not octal");
        }

        return value;
    }

    private static int Checksum(ReadOnlySpan<byte> block)
    {
        var sum = ChecksumLength * ' ';
        for (var i = 0; i < BlockSize; i++)
        {
            sum += i is >= ChecksumOffset and < ChecksumOffset + ChecksumLength ? 0 : block[i];
        }

        return sum;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    private static string Octal(long value, int digits) => Convert.ToString(value, 8).PadLeft(digits, '0');

    private static void Ascii(byte[] block, int offset, string text) => Encoding.ASCII.GetBytes(text, block.AsSpan(offset));
}
