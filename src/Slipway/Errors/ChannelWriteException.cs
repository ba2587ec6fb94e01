namespace Slipway;

/// <summary>A channel could not be written to its end. <see cref="Exception.InnerException"/> is why.</summary>
public sealed class ChannelWriteException : SlipwayException
{
    /// <summary>Creates the error.</summary>
    /// <param name="target">Where the channel was to be written.</param>
    /// <param name="written">The files that are complete.</param>
    /// <param name="rows">Rows that were taken from the channel.</param>
    /// <param name="innerException">Why.</param>
    public ChannelWriteException(string target, WriteReport written, long rows, Exception innerException)
        : base(Compose(target, written, rows, innerException), innerException)
    {
        ArgumentNullException.ThrowIfNull(written);
        Target = target;
        Written = written;
    }

    /// <summary>Where the channel was to be written.</summary>
    public string Target { get; }

    /// <summary>The files that are complete and stay; nothing is there of the one after them.</summary>
    public WriteReport Written { get; }

    /// <summary>How far it got, for messages.</summary>
    internal static string HowFar(WriteReport written, long rows) => FormattableString.Invariant(
        $"{written.Files.Count} files with {written.Rows} rows are complete and stay; of the {rows - written.Rows} rows after them nothing is there");

    private static string Compose(string target, WriteReport written, long rows, Exception cause)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(cause);
        return $"{target} was not written to its end: {cause.Message.TrimEnd('.')}. {HowFar(written, rows)}.";
    }
}
