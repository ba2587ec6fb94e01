using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Features;

/// <summary>Which kind of input an Arrow type is.</summary>
internal static class InputKinds
{
    /// <summary>The kind of a column; null when no step reads the type. A column of the null type has every kind.</summary>
    public static InputKind? Of(IArrowType type) => type switch
    {
        _ when IsNumber(type) => InputKind.Number,
        _ when IsText(type) => InputKind.Text,
        DictionaryType d when IsText(d.ValueType) && d.IndexType is IntegerType => InputKind.Text,
        FixedSizeListType l when l.ListSize > 0 && IsNumber(l.ValueDataType) => InputKind.Vector,
        StructType s when IsSparse(s) => InputKind.SparseVector,
        _ => null,
    };

    /// <summary>Words for messages: <c>numbers</c>, <c>text</c>.</summary>
    public static string Describe(InputKind kind) => kind switch
    {
        InputKind.Number => "numbers",
        InputKind.Text => "text",
        InputKind.Vector => "vectors of one length",
        _ => "sparse vectors",
    };

    private static bool IsNumber(IArrowType type) =>
        type.TypeId is ArrowTypeId.Int8 or ArrowTypeId.Int16 or ArrowTypeId.Int32 or ArrowTypeId.Int64
        or ArrowTypeId.UInt8 or ArrowTypeId.UInt16 or ArrowTypeId.UInt32 or ArrowTypeId.UInt64
        or ArrowTypeId.HalfFloat or ArrowTypeId.Float or ArrowTypeId.Double or ArrowTypeId.Boolean;

    private static bool IsText(IArrowType type) => type.TypeId is ArrowTypeId.String or ArrowTypeId.LargeString or ArrowTypeId.StringView;

    private static bool IsSparse(StructType type) => type.Fields is [{ Name: "indices" }, { Name: "values" }]
        && type.Fields[0].DataType is ListType { ValueDataType: Int32Type }
            && type.Fields[1].DataType is ListType { ValueDataType: FloatType };
}
