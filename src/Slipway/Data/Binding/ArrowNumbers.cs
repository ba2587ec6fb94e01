using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>The Arrow type of each .NET number type.</summary>
internal static class ArrowNumbers
{
    /// <summary>The Arrow type that holds every value of <typeparamref name="TValue"/>; float64 for decimal.</summary>
    public static IArrowType TypeOf<TValue>() => Type.GetTypeCode(typeof(TValue)) switch
    {
        TypeCode.SByte => Int8Type.Default,
        TypeCode.Byte => UInt8Type.Default,
        TypeCode.Int16 => Int16Type.Default,
        TypeCode.UInt16 => UInt16Type.Default,
        TypeCode.Int32 => Int32Type.Default,
        TypeCode.UInt32 => UInt32Type.Default,
        TypeCode.Int64 => Int64Type.Default,
        TypeCode.UInt64 => UInt64Type.Default,
        TypeCode.Single => FloatType.Default,
        TypeCode.Double or TypeCode.Decimal => DoubleType.Default,
        _ => throw new ArgumentException($"{typeof(TValue)} has no Arrow number type."),
    };
}
