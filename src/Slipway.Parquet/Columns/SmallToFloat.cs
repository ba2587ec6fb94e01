namespace Slipway.Data;

/// <summary>Integers of up to 16 bits, which float32 holds exactly.</summary>
internal readonly struct SmallToFloat : IConversion<int, float>
{
    public float Convert(int value) => value;
}
