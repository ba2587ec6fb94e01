namespace Slipway.S3Double.Proxy;

/// <summary>Something that a network does to one direction of one connection.</summary>
public abstract record ProxyFault
{
    private ProxyFault()
    {
    }

    /// <summary>Whether the fault is for what the client sends; otherwise for what the server sends.</summary>
    public bool OnRequest { get; init; }

    /// <summary>Bytes that pass before, headers included.</summary>
    public long AfterBytes { get; init; }

    /// <summary>The connection is reset.</summary>
    public sealed record Cut : ProxyFault;

    /// <summary>The connection is closed in good order.</summary>
    public sealed record Close : ProxyFault;

    /// <summary>Nothing more passes, and the connection stays open until the client closes it.</summary>
    public sealed record Hang : ProxyFault;

    /// <summary>Nothing passes for a while.</summary>
    /// <param name="Time">How long.</param>
    public sealed record Pause(TimeSpan Time) : ProxyFault;
}
