using System.IO.Hashing;
using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.Features;

/// <summary>
/// Free text as hashed word n-grams. Words are runs of Unicode letters and digits, in lower case (invariant); an n-gram is n words
/// joined by one space; its feature is <c>XXH3(UTF-8) mod 2^bits</c> (Weinberger et al., "Feature Hashing for Large Scale Multitask
/// Learning", ICML
/// 2009, without the sign: at 2^18 features collisions are few, and values stay positive). A feature's value is 1 + ln(count), and a row
/// has Euclidean length 1. Missing text and text without words have all zeros.
/// </summary>
internal sealed class HashTextStep(int bits, int ngrams) : FittedStep
{
    public const string Id = "hash-text";
    public const int MaximumNgrams = 5;

    public override int Width => 1 << bits;

    public static HashTextStep FromJson(StrictJson json) => new(
        json.Int32("bits", 1, HashStep.MaximumBits), json.Int32("ngrams", 1, MaximumNgrams));

    public override JsonObject ToJson() => new() { ["step"] = Id, ["bits"] = bits, ["ngrams"] = ngrams };

    public override string Name(string column, int feature) => $"{column}#{feature}";

    public override void Missing(FeatureSink sink)
    {
    }

    public override void Text(ReadOnlySpan<byte> text, FeatureSink sink, StepScratch scratch)
    {
        var features = Hash(text, scratch);
        features.Sort();
        var squares = 0.0;
        for (int i = 0, end; i < features.Length; i = end)
        {
            var value = Weight(features, i, out end);
            squares += value * value;
        }

        var norm = Math.Sqrt(squares);
        for (int i = 0, end; i < features.Length; i = end)
        {
            sink.Set(features[i], (float)(Weight(features, i, out end) / norm));
        }
    }

    /// <summary>The feature of every n-gram of a text, in order, with repetitions.</summary>
    private Span<int> Hash(ReadOnlySpan<byte> text, StepScratch scratch)
    {
        // Lower case may take more bytes than upper case: at most 3 for 2.
        var lower = scratch.Bytes(checked((text.Length * 3 / 2) + 8));
        var words = Words(text, lower, scratch);
        var mask = (1u << bits) - 1;
        var count = 0;
        for (var n = 1; n <= ngrams; n++)
        {
            for (var i = 0; i + n <= words; i++)
            {
                var start = scratch.Words[2 * i];
                var gram = lower.AsSpan(start, scratch.Words[(2 * (i + n - 1)) + 1] - start);
                if (count == scratch.Hashes.Length)
                {
                    var larger = new int[count * 2];
                    scratch.Hashes.CopyTo(larger, 0);
                    scratch.Hashes = larger;
                }

                scratch.Hashes[count++] = (int)(XxHash3.HashToUInt64(gram) & mask);
            }
        }

        return scratch.Hashes.AsSpan(0, count);
    }

    /// <summary>Writes the words in lower case with one space between; their starts and ends go to the scratch.</summary>
    private static int Words(ReadOnlySpan<byte> text, byte[] lower, StepScratch scratch)
    {
        var words = 0;
        var at = 0;
        var inWord = false;
        while (!text.IsEmpty)
        {
            var c = text[0];
            var used = 1;
            var rune = default(Rune);
            bool isWord;
            if (c < 0x80)
            {
                isWord = char.IsAsciiLetterOrDigit((char)c);
            }
            else
            {
                Rune.DecodeFromUtf8(text, out rune, out used);
                isWord = Rune.IsLetterOrDigit(rune);
            }

            text = text[used..];
            if (isWord && !inWord)
            {
                if (words > 0)
                {
                    lower[at++] = (byte)' ';
                }

                if ((2 * words) + 1 >= scratch.Words.Length)
                {
                    var larger = new int[scratch.Words.Length * 2];
                    scratch.Words.CopyTo(larger, 0);
                    scratch.Words = larger;
                }

                scratch.Words[2 * words++] = at;
            }

            if (isWord)
            {
                at += c < 0x80 ? Ascii(c, lower, at) : Rune.ToLowerInvariant(rune).EncodeToUtf8(lower.AsSpan(at));
                scratch.Words[(2 * words) - 1] = at;
            }

            inWord = isWord;
        }

        return words;
    }

    private static int Ascii(byte c, byte[] lower, int at)
    {
        lower[at] = c is >= (byte)'A' and <= (byte)'Z' ? (byte)(c | 0x20) : c;
        return 1;
    }

    private static double Weight(ReadOnlySpan<int> sorted, int start, out int end)
    {
        end = start + 1;
        while (end < sorted.Length && sorted[end] == sorted[start])
        {
            end++;
        }

        return end - start == 1 ? 1 : 1 + Math.Log(end - start);
    }
}
