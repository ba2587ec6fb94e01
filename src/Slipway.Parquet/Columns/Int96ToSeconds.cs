namespace Slipway.Data;

/// <summary>The old timestamps, in seconds.</summary>
internal readonly struct Int96ToSeconds : IConversion<Int96, double>
{
    public double Convert(Int96 value) => (value.UnixDay * 86_400.0) + (value.Nanoseconds / 1e9);
}
