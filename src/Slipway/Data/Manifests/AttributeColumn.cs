using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Collects the values of one attribute for one batch.</summary>
internal abstract class AttributeColumn(string name)
{
    /// <summary>Ending of attributes that name objects.</summary>
    public const string ReferenceEnding = "-ref";

    private const string MetadataEnding = "-metadata";

    /// <summary>The attribute.</summary>
    public string Name => name;

    /// <summary>The columns that it becomes.</summary>
    public abstract IReadOnlyList<Field> Fields { get; }

    /// <summary>What an attribute's values are.</summary>
    public static AttributeKind KindOf(string name, JsonElement value) =>
        name.EndsWith(ReferenceEnding, StringComparison.Ordinal) ? AttributeKind.Reference
        : name.EndsWith(MetadataEnding, StringComparison.Ordinal) ? AttributeKind.Json
        : value.ValueKind switch
        {
            JsonValueKind.Null => AttributeKind.Unknown,
            JsonValueKind.Number => AttributeKind.Number,
            JsonValueKind.String => AttributeKind.Text,
            JsonValueKind.True or JsonValueKind.False => AttributeKind.Boolean,
            JsonValueKind.Array => value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Number) ? AttributeKind.Numbers : AttributeKind.Json,
            _ => value.TryGetProperty(BoxColumn.Annotations, out _) ? AttributeKind.Boxes : AttributeKind.Json,
        };

    /// <summary>What an attribute is that has both kinds of values; values of single kinds that differ are kept as they are written.</summary>
    public static AttributeKind Join(AttributeKind a, AttributeKind b) => a == b || b == AttributeKind.Unknown ? a
        : a == AttributeKind.Unknown ? b
        : AttributeKind.Json;

    public static AttributeColumn Create(string name, AttributeKind kind) => kind switch
    {
        AttributeKind.Reference => new ReferenceColumn(name),
        AttributeKind.Boxes => new BoxColumn(name),
        AttributeKind.Numbers => new NumbersColumn(name),
        AttributeKind.Number => new ScalarColumn(name, kind, new Field(name, DoubleType.Default, false)),
        AttributeKind.Boolean => new ScalarColumn(name, kind, new Field(name, BooleanType.Default, true)),
        _ => new ScalarColumn(name, kind, new Field(name, StringType.Default, true)),
    };

    /// <summary>Adds the value of a row.</summary>
    /// <param name="value">What the line says.</param>
    /// <param name="content">The object that it names; null unless this is a reference.</param>
    /// <exception cref="FormatException">The value is not of the attribute's kind; says what was expected.</exception>
    public abstract void Add(JsonElement value, byte[]? content);

    /// <summary>The columns; starts the next batch.</summary>
    public abstract IEnumerable<IArrowArray> Build();

    /// <summary>Offsets of a list column.</summary>
    private protected static ListArray List(ListType type, List<int> ends, IArrowArray items, ArrowBuffer validity, int nulls)
    {
        var offsets = new ArrowBuffer.Builder<int>(ends.Count + 1).Append(0).AppendRange(ends).Build();
        return new ListArray(type, ends.Count, offsets, items, validity, nulls);
    }
}
