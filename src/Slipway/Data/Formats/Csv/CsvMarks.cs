using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Slipway.Data;

/// <summary>Where 64 bytes of text have the bytes that divide it: one bit a byte, the first byte lowest.</summary>
/// <param name="Ends">Delimiters and line ends.</param>
/// <param name="Lines">Line ends.</param>
/// <param name="Quotes">Quotes.</param>
internal readonly record struct CsvMarks(ulong Ends, ulong Lines, ulong Quotes)
{
    /// <summary>Bytes that are looked at together, whatever the width of the machine's vectors.</summary>
    public const int Chunk = 64;

    /// <summary>The marks without those from <paramref name="length"/> on.</summary>
    /// <param name="length">1 to 63.</param>
    public CsvMarks Before(int length)
    {
        var inside = (1UL << length) - 1;
        return new CsvMarks(Ends & inside, Lines & inside, Quotes & inside);
    }

    /// <summary>Looks at <see cref="Chunk"/> bytes.</summary>
    /// <param name="chunk">The bytes.</param>
    /// <param name="delimiter">Ends a cell.</param>
    /// <param name="otherDelimiter">Ends one too; the same byte where there is only one.</param>
    /// <param name="lineEnd">Ends a record.</param>
    /// <param name="quote">The quote; any of the others where there is none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe CsvMarks Find(byte* chunk, byte delimiter, byte otherDelimiter, byte lineEnd, byte quote)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var v = Vector512.Load(chunk);
            var line = Vector512.Equals(v, Vector512.Create(lineEnd)).ExtractMostSignificantBits();
            return new CsvMarks(
                line | (Vector512.Equals(v, Vector512.Create(delimiter))
                    | Vector512.Equals(v, Vector512.Create(otherDelimiter))).ExtractMostSignificantBits(),
                line,
                Vector512.Equals(v, Vector512.Create(quote)).ExtractMostSignificantBits());
        }

        var (ends, lines, quotes) = (0UL, 0UL, 0UL);
        for (var i = 0; i < Chunk; i += Vector256<byte>.Count)
        {
            var v = Vector256.Load(chunk + i);
            quotes |= (ulong)Vector256.Equals(v, Vector256.Create(quote)).ExtractMostSignificantBits() << i;
            lines |= (ulong)Vector256.Equals(v, Vector256.Create(lineEnd)).ExtractMostSignificantBits() << i;
            ends |= (ulong)(Vector256.Equals(v, Vector256.Create(delimiter)) | Vector256.Equals(v, Vector256.Create(otherDelimiter)))
                .ExtractMostSignificantBits() << i;
        }

        return new CsvMarks(ends | lines, lines, quotes);
    }
}
