using System.Globalization;

namespace Slipway.Data;

/// <summary>The old timestamps, in nanoseconds.</summary>
internal readonly struct Int96ToLong : IConversion<Int96, long>
{
    public long Convert(Int96 value)
    {
        try
        {
            return checked((value.UnixDay * 86_400_000_000_000) + value.Nanoseconds);
        }
        catch (OverflowException)
        {
            throw new ParquetValueException(
                "the time is too far from 1970 for nanoseconds in 64 bits",
                value.UnixDay.ToString(CultureInfo.InvariantCulture) + " days", "years 1678 to 2261", "Leave out WithColumn for it.");
        }
    }
}
