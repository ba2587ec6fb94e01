namespace Slipway.TestProcess;

/// <summary>A row of a made-up stream: two numbers, a category, and a class that depends on them.</summary>
public sealed record SensorRow(float Pressure, double Temperature, string Site, string State)
{
    private static readonly string[] Sites = ["north", "south", "west"];

    /// <summary>The n-th row, the same wherever and whenever it is asked for.</summary>
    /// <param name="index">0-based.</param>
    /// <param name="shift">Moves the pressure, and with it the class: a drift.</param>
    public static SensorRow At(long index, float shift = 0)
    {
        var random = (ulong)index * 0x9E3779B97F4A7C15 + 0x1234567;
        var pressure = (float)Uniform(ref random) + shift;
        var temperature = 20 + (30 * Uniform(ref random));
        var site = (int)(3 * Uniform(ref random));
        var score = (2 * (pressure - shift)) + ((temperature - 35) / 15) + (site == 1 ? 0.7 : 0) + (0.5 * (Uniform(ref random) - 0.5));
        return new SensorRow(pressure, temperature, Sites[site], score > 1.2 ? "alarm" : score > 0.4 ? "watch" : "calm");
    }

    private static double Uniform(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1L << 53));
    }
}
