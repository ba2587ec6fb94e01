namespace Slipway.Data;

/// <summary>float32 in a column of doubles.</summary>
internal readonly struct FloatToDouble : IConversion<float, double>
{
    public double Convert(float value) => value;
}
