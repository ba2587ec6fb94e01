using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Data;

namespace Slipway.Features;

/// <summary>What turns raw rows into float32 features. Immutable; fitted on the training channel when a job starts.</summary>
/// <remarks>
/// A column without steps of its own gets them by its type and the values seen:
/// <list type="bullet">
/// <item>number or boolean: missing becomes the mean (with <see cref="AddMissingIndicators"/>, one more feature says so), then
/// standardised;</item>
/// <item>text with at most <see cref="MaximumLevels"/> different values: one-hot. Levels with fewer rows than
/// <see cref="MinimumLevelCount"/> are pooled into <c>&lt;rare&gt;</c>, which is also what an unseen level becomes; without a pool an
/// unseen level has all zeros. Missing is a level of its own when it was seen in training, else all zeros;</item>
/// <item>text with more values, or with 4 words or more on average and mostly different values: hashed words, as
/// <see cref="FeatureStep.HashText"/>;</item>
/// <item>vector of bytes: <see cref="FeatureStep.ImageScale"/>; other vectors: standardised element by element;</item>
/// <item>sparse vector: as it is; the width is the largest index of training plus one, larger ones are ignored later;</item>
/// <item>nothing but missing values: left out, with a warning.</item>
/// </list>
/// Rows are sparse (CSR) when there are more than 256 features and fewer than a quarter of them are expected to be other than zero.
/// Nothing depends on threads, culture or batch sizes.
/// </remarks>
public sealed partial record FeaturePipeline
{
    private ImmutableSortedDictionary<string, ImmutableArray<FeatureStep>> _steps =
        ImmutableSortedDictionary.Create<string, ImmutableArray<FeatureStep>>(StringComparer.Ordinal);

    /// <summary>Chooses a step for each column by its type and values.</summary>
    public static FeaturePipeline Auto { get; } = new();

    /// <summary>Most different values of a text column that is encoded one-hot. Default 100; at least 1.</summary>
    public int MaximumLevels { get; init; } = 100;

    /// <summary>Rows that a level needs for a feature of its own. Default null: 5 from 1,000 rows on, else 1.</summary>
    public int? MinimumLevelCount { get; init; }

    /// <summary>Hashed text has 2^HashBits features. Default 18; from 1 to <see cref="FeatureStep.MaximumHashBits"/>.</summary>
    public int HashBits { get; init; } = 18;

    /// <summary>Whether a number with missing values in training gets a feature that says where. Default true.</summary>
    public bool AddMissingIndicators { get; init; } = true;

    internal IReadOnlyDictionary<string, ImmutableArray<FeatureStep>> Steps => _steps;

    /// <summary>Gives a column steps of its own, in place of those it had.</summary>
    /// <param name="column">Column name, exactly as in the channel.</param>
    /// <param name="steps">At least one.</param>
    /// <exception cref="ArgumentException">A parameter is out of range or the steps do not go together; says all problems.</exception>
    public FeaturePipeline With(string column, params ReadOnlySpan<FeatureStep> steps)
    {
        ArgumentException.ThrowIfNullOrEmpty(column);
        var problems = new List<string>();
        if (steps.IsEmpty)
        {
            problems.Add("no step is given; use FeatureStep.Drop() to leave the column out");
        }

        for (var i = 0; i < steps.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(steps[i], nameof(steps));
            problems.AddRange(steps[i].Problems());
            if (steps[i].Rank == 3 && steps.Length > 1)
            {
                problems.Add($"'{steps[i].Id}' must be the only step");
            }
            else if (i > 0 && steps[i].Rank <= steps[i - 1].Rank)
            {
                problems.Add($"'{steps[i].Id}' cannot follow '{steps[i - 1].Id}'; the order is impute, log1p, then one of standardize, "
                    + "min-max, buckets, pass-through");
            }
        }

        if (problems.Count > 0)
        {
            throw new ArgumentException($"Steps of column '{column}': {string.Join("; ", problems)}.", nameof(steps));
        }

        return this with { _steps = _steps.SetItem(column, [.. steps]) };
    }

    /// <summary>Fits the steps on a channel in one streaming pass, and transforms the channel.</summary>
    /// <param name="open">Opens a pass over the channel; called once, or twice when the raw rows do not fit a quarter of the
    /// budget.</param>
    /// <param name="options">Task, layout wanted, memory, spill folder.</param>
    /// <param name="cancellationToken">Seen within one record batch.</param>
    /// <exception cref="DataFormatException">The rows cannot be used: none at all, no feature column, a label that is missing, not a number
    /// (regression) or of one class only, an infinite value, a weight that is missing, negative or not finite. Names row and
    /// column.</exception>
    /// <exception cref="ArgumentException">A step does not fit the column it was given to, or the column is not there; says all
    /// problems.</exception>
    /// <exception cref="IOException">The spill file cannot be written.</exception>
    public FittedData FitTransform(Func<ChannelReader> open, FitOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(options);
        return new PipelineFit(this, options, cancellationToken).Run(open);
    }

    /// <summary>Equal when options and steps are equal.</summary>
    /// <param name="other">Another pipeline.</param>
    public bool Equals(FeaturePipeline? other) => other is not null && ToJson().ToJsonString() == other.ToJson().ToJsonString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().ToJsonString().GetHashCode(StringComparison.Ordinal);

    /// <summary>Options and steps as JSON with a fixed order of properties, for job specifications.</summary>
    public JsonObject ToJson() => new()
    {
        ["maximumLevels"] = MaximumLevels,
        ["minimumLevelCount"] = MinimumLevelCount,
        ["hashBits"] = HashBits,
        ["addMissingIndicators"] = AddMissingIndicators,
        ["columns"] = new JsonArray([.. _steps.Select(c => (JsonNode)new JsonObject
        {
            ["name"] = c.Key,
            ["steps"] = new JsonArray([.. c.Value.Select(s => (JsonNode)s.ToJson())]),
        })]),
    };

    /// <summary>Rebuilds a pipeline from <see cref="ToJson"/>.</summary>
    /// <param name="json">What <see cref="ToJson"/> gave.</param>
    /// <exception cref="FormatException">Something is missing, of the wrong type, or out of range.</exception>
    public static FeaturePipeline FromJson(JsonObject json)
    {
        var root = new StrictJson(json, "features");
        var pipeline = new FeaturePipeline
        {
            MaximumLevels = root.Int32("maximumLevels", 1, int.MaxValue),
            MinimumLevelCount = root.IsNull("minimumLevelCount") ? null : root.Int32("minimumLevelCount", 1, int.MaxValue),
            HashBits = root.Int32("hashBits", 1, FeatureStep.MaximumHashBits),
            AddMissingIndicators = root.Boolean("addMissingIndicators"),
        };
        foreach (var column in root.Objects("columns"))
        {
            try
            {
                pipeline = pipeline.With(column.String("name"), [.. column.Objects("steps").Select(FeatureStep.FromJson)]);
            }
            catch (ArgumentException e)
            {
                throw new FormatException(e.Message, e);
            }
        }

        return pipeline;
    }
}
