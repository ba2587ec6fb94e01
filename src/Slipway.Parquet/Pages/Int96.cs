using System.Runtime.InteropServices;

namespace Slipway.Data;

/// <summary>The old timestamp of Impala and Spark: nanoseconds of the day and the Julian day.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct Int96(long Nanoseconds, int Day)
{
    private const long UnixEpochDay = 2_440_588;

    /// <summary>Days since 1970-01-01.</summary>
    public long UnixDay => Day - UnixEpochDay;
}
