using System.Buffers;
using System.Buffers.Text;
using System.IO.Hashing;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Slipway.Tuning;

/// <summary>
/// The frame of a line: a JSON object whose first property is the 1-based line number (<c>seq</c>) and whose last is the XxHash64 of all
/// bytes before it (<c>,"xxh64":"..."}</c> and a line feed). A line counts when its line feed is there.
/// </summary>
internal static class JournalLine
{
    private const int HexDigits = 16;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static ReadOnlySpan<byte> ChecksumName => ",\"xxh64\":\""u8;

    private static ReadOnlySpan<byte> Ending => "\"}"u8;

    private static int ChecksumLength => ChecksumName.Length + HexDigits + Ending.Length;

    /// <summary>Appends a line to a buffer.</summary>
    public static void Write(ArrayBufferWriter<byte> buffer, long sequence, string kind, Action<Utf8JsonWriter> properties)
    {
        var start = buffer.WrittenCount;
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("seq"u8, sequence);
            json.WriteString("event"u8, kind);
            properties(json);
        }

        var hash = XxHash64.HashToUInt64(buffer.WrittenSpan[start..]);
        buffer.Write(ChecksumName);
        Utf8Formatter.TryFormat(hash, buffer.GetSpan(HexDigits), out var written, new StandardFormat('x', HexDigits));
        buffer.Advance(written);
        buffer.Write(Ending);
        buffer.Write("\n"u8);
    }

    /// <summary>Whether a line, without its line feed, is what was written.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> line)
    {
        if (line.Length < ChecksumLength || !line.EndsWith(Ending) || !line[^ChecksumLength..].StartsWith(ChecksumName))
        {
            return false;
        }

        var digits = line[^(HexDigits + Ending.Length)..^Ending.Length];
        return Utf8Parser.TryParse(digits, out ulong hash, out var read, 'x') && read == HexDigits && !digits.ContainsAnyInRange((byte)'A', (byte)'F')
            && hash == XxHash64.HashToUInt64(line[..^ChecksumLength]);
    }

    /// <summary>Whether bytes without a line feed hold a whole line and something after it, which no interrupted write leaves behind.</summary>
    public static bool HasLostItsEnd(ReadOnlySpan<byte> tail)
    {
        for (var start = 0; tail[start..].IndexOf(ChecksumName) is >= 0 and var found; start += found + 1)
        {
            var end = start + found + ChecksumLength;
            if (end < tail.Length && IsIntact(tail[..end]))
            {
                return true;
            }
        }

        return false;
    }
}
