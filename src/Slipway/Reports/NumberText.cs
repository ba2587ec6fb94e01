using System.Globalization;

namespace Slipway.Reports;

/// <summary>Numbers as people read them: four significant digits, no culture.</summary>
internal static class NumberText
{
    public static string Short(double value)
    {
        var size = Math.Abs(value);
        return !double.IsFinite(value) || size is 0 or >= 1e-3 and < 1e5
            ? Math.Round(value, size is >= 1e-3 and < 1e5 ? 3 - (int)Math.Floor(Math.Log10(size)) is var digits and > 0 ? Math.Min(digits, 15) : 0 : 0)
                .ToString("0.######", CultureInfo.InvariantCulture)
            : value.ToString("0.###e0", CultureInfo.InvariantCulture);
    }

    public static string Short(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 1000 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 100 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        { TotalMinutes: < 100 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.0} h"),
    };

    /// <summary>A coordinate in a drawing.</summary>
    public static string Place(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
