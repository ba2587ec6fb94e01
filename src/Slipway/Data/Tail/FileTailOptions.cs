namespace Slipway;

/// <summary>How a file that grows is followed.</summary>
public sealed record FileTailOptions
{
    /// <summary>How often to look for more when there is none. Default 250 milliseconds; positive.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Whether the stream ends at the end of the file instead of waiting for more; a last line without a line end is a row then, as in a file that is
    /// read whole. A job that goes on later says so if that line was written on in between. Default false.
    /// </summary>
    public bool StopAtEnd { get; init; }

    internal void Validate()
    {
        if (PollInterval <= TimeSpan.Zero)
        {
            throw new ArgumentException($"FileTailOptions.PollInterval is {PollInterval}; allowed: a positive time.");
        }
    }
}
