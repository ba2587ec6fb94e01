using System.Runtime.CompilerServices;

namespace Slipway.Kernels;

/// <summary>One float: what a vector formula means, and what the last few elements of a span run with.</summary>
internal readonly unsafe struct Lanes1 : ILanes<Lanes1>
{
    private readonly float _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes1(float v) => _v = v;

    public static int Count => 1;

    public static int TileRows => 1;

    public float Value => _v;

    private uint Bits => BitConverter.SingleToUInt32Bits(_v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Broadcast(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Load(float* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes1 value, float* target) => *target = value._v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 FirstLanes(int count) => Mask(count > 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 LoadMasked(float* source, Lanes1 mask) => mask.Bits != 0 ? new(*source) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreMasked(Lanes1 value, float* target, Lanes1 mask)
    {
        if (mask.Bits != 0)
            *target = value._v;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 operator +(Lanes1 left, Lanes1 right) => new(left._v + right._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 operator -(Lanes1 left, Lanes1 right) => new(left._v - right._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 operator *(Lanes1 left, Lanes1 right) => new(left._v * right._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 operator /(Lanes1 left, Lanes1 right) => new(left._v / right._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 operator &(Lanes1 left, Lanes1 right) => FromBits(left.Bits & right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 operator |(Lanes1 left, Lanes1 right) => FromBits(left.Bits | right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 operator ^(Lanes1 left, Lanes1 right) => FromBits(left.Bits ^ right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 FusedMultiplyAdd(Lanes1 a, Lanes1 b, Lanes1 c) => new(MathF.FusedMultiplyAdd(a._v, b._v, c._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Sqrt(Lanes1 value) => new(MathF.Sqrt(value._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Larger(Lanes1 left, Lanes1 right) => left._v > right._v ? left : right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Smaller(Lanes1 left, Lanes1 right) => left._v < right._v ? left : right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes1 value) => value._v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Maximum(Lanes1 value) => value._v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 GreaterThan(Lanes1 left, Lanes1 right) => Mask(left._v > right._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 LessThan(Lanes1 left, Lanes1 right) => Mask(left._v < right._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 EqualTo(Lanes1 left, Lanes1 right) => Mask(left._v == right._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Select(Lanes1 mask, Lanes1 whenSet, Lanes1 otherwise) => mask.Bits != 0 ? whenSet : otherwise;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 BroadcastBits(uint value) => FromBits(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 LoadBits(uint* source) => FromBits(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 AddBits(Lanes1 left, Lanes1 right) => FromBits(left.Bits + right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 SubtractBits(Lanes1 left, Lanes1 right) => FromBits(left.Bits - right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 ShiftLeftBits(Lanes1 value, int count) => FromBits(value.Bits << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 ShiftRightSignedBits(Lanes1 value, int count) => FromBits((uint)((int)value.Bits >> count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 ShiftRightBits(Lanes1 value, int count) => FromBits(value.Bits >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 ConvertBitsToSingle(Lanes1 value) => new((int)value.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes1 FromBits(uint bits) => new(BitConverter.UInt32BitsToSingle(bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes1 Mask(bool set) => FromBits(set ? uint.MaxValue : 0);
}
