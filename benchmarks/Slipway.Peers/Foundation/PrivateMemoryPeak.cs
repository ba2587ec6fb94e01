using System.Globalization;

namespace Slipway.Peers.Foundation;

/// <summary>
/// Highest private writable memory (VmData, what RLIMIT_DATA limits) of this process while it lives, sampled every few milliseconds: the
/// kernel keeps no high-water mark of it.
/// </summary>
internal sealed class PrivateMemoryPeak : IDisposable
{
    private readonly Timer _timer;
    private long _bytes;

    public PrivateMemoryPeak()
    {
        _timer = new Timer(_ => Sample(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(5));
    }

    /// <summary>Highest value so far, bytes.</summary>
    public long Bytes
    {
        get
        {
            Sample();
            return Interlocked.Read(ref _bytes);
        }
    }

    /// <summary>A field of /proc/self/status, in bytes.</summary>
    /// <param name="field">With its colon, e.g. <c>VmHWM:</c>.</param>
    public static long Status(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture) * 1024;
    }

    public void Dispose() => _timer.Dispose();

    private void Sample()
    {
        var now = Status("VmData:");
        long seen;
        while (now > (seen = Interlocked.Read(ref _bytes)) && Interlocked.CompareExchange(ref _bytes, now, seen) != seen)
        {
        }
    }
}
