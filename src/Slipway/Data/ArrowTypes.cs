using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Compares and names Arrow types; the types themselves have no structural equality.</summary>
internal static class ArrowTypes
{
    /// <summary>True when two types lay out and mean their values in the same way.</summary>
    public static bool AreEqual(IArrowType a, IArrowType b) => ReferenceEquals(a, b) || (a.TypeId == b.TypeId && (a, b) switch
    {
        (FixedSizeListType x, FixedSizeListType y) => x.ListSize == y.ListSize && AreEqual(x.ValueDataType, y.ValueDataType),
        (FixedSizeBinaryType x, FixedSizeBinaryType y) => x.ByteWidth == y.ByteWidth,
        (ListType x, ListType y) => AreEqual(x.ValueDataType, y.ValueDataType),
        (StructType x, StructType y) => x.Fields.Count == y.Fields.Count
            && x.Fields.Zip(y.Fields).All(p => p.First.Name == p.Second.Name && AreEqual(p.First.DataType, p.Second.DataType)),
        (DictionaryType x, DictionaryType y) => AreEqual(x.IndexType, y.IndexType) && AreEqual(x.ValueType, y.ValueType),
        (TimestampType x, TimestampType y) => x.Unit == y.Unit && x.Timezone == y.Timezone,
        (TimeBasedType x, TimeBasedType y) => x.Unit == y.Unit,
        _ => true,
    });

    /// <summary>The columns with their types, for messages: <c>id int64, name utf8</c>.</summary>
    public static string Describe(Schema schema) => string.Join(", ", schema.FieldsList.Select(f => $"{f.Name} {f.DataType.Name}"));
}
