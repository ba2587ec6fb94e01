namespace Slipway.Data;

/// <summary>Sees to it that a stream is read once.</summary>
internal sealed class SinglePass(string description)
{
    private int _taken;

    /// <summary>Takes the pass.</summary>
    /// <exception cref="InvalidOperationException">It was taken before.</exception>
    public void Take()
    {
        if (Interlocked.Exchange(ref _taken, 1) != 0)
        {
            throw new InvalidOperationException(
                $"The {description} have been read, and a stream passes only once. For rows that end use DataChannel.From(rows), which keeps them and can"
                + " be read again; for rows that do not, make a new stream, or read a source with positions (IPositionedSource) by"
                + " DataChannel.FromStream, which can go on where an earlier pass was.");
        }
    }
}
