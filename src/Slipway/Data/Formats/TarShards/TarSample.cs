namespace Slipway.Data;

/// <summary>The files of one row.</summary>
/// <param name="Key">Their common name.</param>
internal sealed record TarSample(string Key)
{
    /// <summary>Endings and contents, in the order of the archive.</summary>
    public List<(string Ending, byte[] Content)> Files { get; } = [];
}
