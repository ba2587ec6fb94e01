using System.Numerics;

namespace Slipway.Data;

/// <summary>
/// Makes the reader of a property. A fixed list of types with typed delegates, because generic methods over a value type that is known
/// only at run time cannot be made under NativeAOT.
/// </summary>
internal static class RecordProperties<T>
{
    public static RecordProperty<T> Create(RecordMember member)
    {
        var type = member.Property.PropertyType;
        var underlying = Nullable.GetUnderlyingType(type);
        if ((underlying ?? type).IsEnum)
        {
            return underlying is null ? EnumOf(member, Enum.GetUnderlyingType(type)) : new NullableEnumProperty<T>(member);
        }

        return Type.GetTypeCode(underlying ?? type) switch
        {
            TypeCode.SByte => Number<sbyte>(member, underlying),
            TypeCode.Byte => Number<byte>(member, underlying),
            TypeCode.Int16 => Number<short>(member, underlying),
            TypeCode.UInt16 => Number<ushort>(member, underlying),
            TypeCode.Int32 => Number<int>(member, underlying),
            TypeCode.UInt32 => Number<uint>(member, underlying),
            TypeCode.Int64 => Number<long>(member, underlying),
            TypeCode.UInt64 => Number<ulong>(member, underlying),
            TypeCode.Single => Number<float>(member, underlying),
            TypeCode.Double => Number<double>(member, underlying),
            TypeCode.Decimal => Number<decimal>(member, underlying),
            TypeCode.Boolean => underlying is null ? new BooleanProperty<T>(member) : new NullableBooleanProperty<T>(member),
            TypeCode.String => new TextProperty<T>(member),
            _ => Vector(member, type) ?? throw Unsupported(member),
        };
    }

    private static RecordProperty<T> Number<TValue>(RecordMember member, Type? underlying)
        where TValue : unmanaged, INumber<TValue> =>
        underlying is null ? new NumberProperty<T, TValue>(member) : new NullableNumberProperty<T, TValue>(member);

    private static RecordProperty<T> EnumOf(RecordMember member, Type underlying) => Type.GetTypeCode(underlying) switch
    {
        TypeCode.SByte => new EnumProperty<T, sbyte>(member),
        TypeCode.Byte => new EnumProperty<T, byte>(member),
        TypeCode.Int16 => new EnumProperty<T, short>(member),
        TypeCode.UInt16 => new EnumProperty<T, ushort>(member),
        TypeCode.UInt32 => new EnumProperty<T, uint>(member),
        TypeCode.Int64 => new EnumProperty<T, long>(member),
        TypeCode.UInt64 => new EnumProperty<T, ulong>(member),
        _ => new EnumProperty<T, int>(member),
    };

    private static RecordProperty<T>? Vector(RecordMember member, Type type)
    {
        if (type == typeof(float[]))
        {
            return new VectorProperty<T, float[]?, float>(member, ArraySpan);
        }

        if (type == typeof(double[]))
        {
            return new VectorProperty<T, double[]?, double>(member, ArraySpan);
        }

        if (type == typeof(byte[]))
        {
            return new VectorProperty<T, byte[]?, byte>(member, ArraySpan);
        }

        return type == typeof(ReadOnlyMemory<float>) ? new VectorProperty<T, ReadOnlyMemory<float>, float>(member, MemorySpan) : null;
    }

    private static ReadOnlySpan<TItem> ArraySpan<TItem>(TItem[]? value, out bool missing)
    {
        missing = value is null;
        return value;
    }

    private static ReadOnlySpan<TItem> MemorySpan<TItem>(ReadOnlyMemory<TItem> value, out bool missing)
    {
        missing = false;
        return value.Span;
    }

    private static ArgumentException Unsupported(RecordMember member) => new(
        $"Property '{member.Describe()}' of {TypeNames.Of(typeof(T))} cannot be a column (column '{member.Column}'). "
        + RecordTypes.Remedy(member.Property.PropertyType));
}
