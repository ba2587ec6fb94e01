using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Slipway.Features;

public abstract partial record FeatureStep
{
    /// <summary>Name in JSON and in messages.</summary>
    internal abstract string Id { get; }

    /// <summary>Place in a chain: 0 impute, 1 transform, 2 scale, 3 alone.</summary>
    internal abstract int Rank { get; }

    /// <summary>Which columns it reads.</summary>
    internal abstract bool Fits(InputKind kind);

    /// <summary>Problems of its parameters.</summary>
    internal virtual IEnumerable<string> Problems() => [];

    /// <summary>Properties in a fixed order, <c>step</c> first.</summary>
    internal virtual JsonObject ToJson() => new() { ["step"] = Id };

    internal static FeatureStep FromJson(StrictJson json) => json.String("step") switch
    {
        "impute" => new ImputeStep(json.IsNull("value") ? null : json.Double("value"), json.Boolean("indicator")),
        "log1p" => Log1p(),
        "standardize" => Standardize(),
        "min-max" => MinMax(json.Double("minimum"), json.Double("maximum")),
        "buckets" => Buckets(json.Doubles("boundaries")),
        "one-hot" => OneHot(
            json.IsNull("minimumCount") ? null : json.Int32("minimumCount", 1, int.MaxValue), json.Int32("maximumLevels", 1, int.MaxValue)),
        "hash" => Hash(json.Int32("bits", 1, MaximumHashBits)),
        "hash-text" => HashText(json.Int32("bits", 1, MaximumHashBits), json.Int32("ngrams", 1, HashTextStep.MaximumNgrams)),
        "image-scale" => ImageScale(),
        "max-abs" => MaxAbs(),
        "pass-through" => PassThrough(),
        "drop" => Drop(),
        _ => throw json.Error("step", "the name of a feature step"),
    };

    private static IEnumerable<string> Bits(int bits) => bits is >= 1 and <= MaximumHashBits ? []
        : [string.Create(CultureInfo.InvariantCulture, $"bits is {bits}; allowed: 1 to {MaximumHashBits}")];

    internal sealed record ImputeStep(double? Value, bool Indicator) : FeatureStep
    {
        internal override string Id => "impute";

        internal override int Rank => 0;

        internal override bool Fits(InputKind kind) => kind == InputKind.Number;

        internal override IEnumerable<string> Problems() =>
            Value is { } v && !double.IsFinite(v) ? [$"the constant is {v}; allowed: finite"] : [];

        internal override JsonObject ToJson() => new() { ["step"] = Id, ["value"] = Value, ["indicator"] = Indicator };
    }

    internal sealed record Log1pStep : FeatureStep
    {
        internal override string Id => "log1p";

        internal override int Rank => 1;

        internal override bool Fits(InputKind kind) => kind == InputKind.Number;
    }

    internal sealed record StandardizeStep : FeatureStep
    {
        internal override string Id => "standardize";

        internal override int Rank => 2;

        internal override bool Fits(InputKind kind) => kind is InputKind.Number or InputKind.Vector;
    }

    internal sealed record MinMaxStep(double Minimum, double Maximum) : FeatureStep
    {
        internal override string Id => "min-max";

        internal override int Rank => 2;

        internal override bool Fits(InputKind kind) => kind == InputKind.Number;

        internal override IEnumerable<string> Problems() => double.IsFinite(Maximum - Minimum) && Minimum < Maximum ? []
            : [$"the range is {Minimum} to {Maximum}; allowed: finite and ascending"];

        internal override JsonObject ToJson() => new() { ["step"] = Id, ["minimum"] = Minimum, ["maximum"] = Maximum };
    }

    internal sealed record BucketsStep(ImmutableArray<double> Boundaries) : FeatureStep
    {
        public bool Equals(BucketsStep? other) => other is not null && Boundaries.SequenceEqual(other.Boundaries);

        public override int GetHashCode() => Boundaries.Aggregate(Boundaries.Length, HashCode.Combine);

        internal override string Id => "buckets";

        internal override int Rank => 2;

        internal override bool Fits(InputKind kind) => kind == InputKind.Number;

        internal override IEnumerable<string> Problems() =>
            Boundaries.Length > 0 && Boundaries.All(double.IsFinite) && Boundaries.Zip(Boundaries.Skip(1)).All(p => p.First < p.Second) ? []
            : [$"the boundaries are {string.Join(", ", Boundaries)}; allowed: at least one, finite, ascending"];

        internal override JsonObject ToJson() => new() { ["step"] = Id, ["boundaries"] = StrictJson.Array(Boundaries) };
    }

    internal sealed record OneHotCategory(int? MinimumCount, int MaximumLevels) : FeatureStep
    {
        internal override string Id => "one-hot";

        internal override int Rank => 3;

        internal override bool Fits(InputKind kind) => kind is InputKind.Text or InputKind.Number;

        internal override IEnumerable<string> Problems()
        {
            if (MinimumCount < 1)
            {
                yield return $"minimumCount is {MinimumCount}; allowed: 1 or more";
            }

            if (MaximumLevels < 1)
            {
                yield return $"maximumLevels is {MaximumLevels}; allowed: 1 or more";
            }
        }

        internal override JsonObject ToJson() => new()
        {
            ["step"] = Id,
            ["minimumCount"] = MinimumCount,
            ["maximumLevels"] = MaximumLevels,
        };
    }

    internal sealed record HashCategory(int HashBits) : FeatureStep
    {
        internal override string Id => "hash";

        internal override int Rank => 3;

        internal override bool Fits(InputKind kind) => kind is InputKind.Text or InputKind.Number;

        internal override IEnumerable<string> Problems() => Bits(HashBits);

        internal override JsonObject ToJson() => new() { ["step"] = Id, ["bits"] = HashBits };
    }

    internal sealed record HashWords(int HashBits, int Ngrams) : FeatureStep
    {
        internal override string Id => "hash-text";

        internal override int Rank => 3;

        internal override bool Fits(InputKind kind) => kind == InputKind.Text;

        internal override IEnumerable<string> Problems() => Ngrams is >= 1 and <= HashTextStep.MaximumNgrams ? Bits(HashBits)
            : [.. Bits(HashBits), $"ngrams is {Ngrams}; allowed: 1 to {HashTextStep.MaximumNgrams}"];

        internal override JsonObject ToJson() => new() { ["step"] = Id, ["bits"] = HashBits, ["ngrams"] = Ngrams };
    }

    internal sealed record ImageScaleStep : FeatureStep
    {
        internal override string Id => "image-scale";

        internal override int Rank => 3;

        internal override bool Fits(InputKind kind) => kind == InputKind.Vector;
    }

    internal sealed record MaxAbsStep : FeatureStep
    {
        internal override string Id => "max-abs";

        internal override int Rank => 3;

        internal override bool Fits(InputKind kind) => kind == InputKind.SparseVector;
    }

    internal sealed record PassThroughStep : FeatureStep
    {
        internal override string Id => "pass-through";

        internal override int Rank => 2;

        internal override bool Fits(InputKind kind) => kind != InputKind.Text;
    }

    internal sealed record DropStep : FeatureStep
    {
        internal override string Id => "drop";

        internal override int Rank => 3;

        internal override bool Fits(InputKind kind) => true;
    }
}
