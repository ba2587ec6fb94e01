namespace Slipway.Data;

/// <summary>Counts what is written through it. Does not own the stream.</summary>
/// <param name="target">Where the bytes go.</param>
/// <param name="claimsSeeking">True to say that it can seek, for a writer that asks and then only looks at the position.</param>
internal sealed class WrittenStream(Stream target, bool claimsSeeking = false) : ForwardWriteStream
{
    public override bool CanSeek => claimsSeeking;

    public override void Flush() => target.Flush();

    protected override void Take(ReadOnlySpan<byte> bytes) => target.Write(bytes);
}
