using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Where a column lies in a record: a key of its features or of its labels.</summary>
/// <param name="IsLabel">True for the map of labels.</param>
/// <param name="Name">The key; SageMaker's own is <c>values</c>.</param>
internal readonly record struct RecordKey(bool IsLabel, string Name)
{
    /// <summary>The key that SageMaker's writers and algorithms use.</summary>
    public const string Values = "values";

    /// <summary>The column of the features under <see cref="Values"/>.</summary>
    public const string FeaturesColumn = "features";

    /// <summary>The column of the label under <see cref="Values"/>.</summary>
    public const string LabelColumn = "label";

    private const string LabelPrefix = LabelColumn + ".";

    // Only where the column's name does not tell: a feature under the key "features", say.
    private const string MetadataKey = "slipway.recordio";

    /// <summary>Name of the column.</summary>
    public string Column => Name == Values ? (IsLabel ? LabelColumn : FeaturesColumn) : IsLabel ? LabelPrefix + Name : Name;

    /// <summary>What the column's field says beside its type.</summary>
    public Dictionary<string, string>? Metadata =>
        OfName(Column) == this ? null : new() { [MetadataKey] = (IsLabel ? "L" : "F") + Name };

    /// <summary>The key of a column.</summary>
    public static RecordKey Of(Field field) =>
        field.HasMetadata && field.Metadata.TryGetValue(MetadataKey, out var key) && key.Length > 0
            ? new RecordKey(key[0] == 'L', key[1..])
            : OfName(field.Name);

    private static RecordKey OfName(string column) => column switch
    {
        FeaturesColumn => new(false, Values),
        LabelColumn => new(true, Values),
        _ when column.StartsWith(LabelPrefix, StringComparison.Ordinal) => new(true, column[LabelPrefix.Length..]),
        _ => new(false, column),
    };
}
