namespace Slipway.Data;

/// <summary>Integers of 32 bits, signed or not, and booleans.</summary>
internal readonly struct SmallToDouble(bool unsigned) : IConversion<int, double>, IConversion<byte, double>
{
    public double Convert(int value) => unsigned ? (uint)value : value;

    public double Convert(byte value) => value;
}
