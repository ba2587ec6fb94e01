using System.IO.Hashing;
using System.Text.Json.Nodes;

namespace Slipway.Features;

/// <summary>A category with many levels: feature <c>XXH3(UTF-8) mod 2^bits</c> is 1. Missing has all zeros. Levels may collide.</summary>
internal sealed class HashStep(int bits) : FittedStep
{
    public const string Id = "hash";
    public const int MaximumBits = 24;

    public override int Width => 1 << bits;

    public static HashStep FromJson(StrictJson json) => new(json.Int32("bits", 1, MaximumBits));

    public override JsonObject ToJson() => new() { ["step"] = Id, ["bits"] = bits };

    public override string Name(string column, int feature) => $"{column}#{feature}";

    public override void Missing(FeatureSink sink)
    {
    }

    public override void Text(ReadOnlySpan<byte> text, FeatureSink sink, StepScratch scratch) =>
        sink.Set((int)(XxHash3.HashToUInt64(text) & ((1u << bits) - 1)), 1);

    public override void Number(double value, FeatureSink sink, StepScratch scratch)
    {
        Span<byte> text = stackalloc byte[NumberText.MaximumLength];
        Text(NumberText.Write(value, text), sink, scratch);
    }
}
