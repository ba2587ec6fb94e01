using System.Security.Cryptography;

namespace Slipway.Models;

/// <summary>A file of an artifact that is being written.</summary>
internal sealed class ArtifactEntry(string name, long length, Action<ByteSink> visit, Func<Stream> open)
{
    public string Name => name;

    public long Length => length;

    /// <summary>SHA-256 of the content, in lower-case hexadecimal.</summary>
    public string Sha256 { get; } = HashOf(visit);

    public Stream Open() => open();

    public void Visit(ByteSink sink) => visit(sink);

    public static ArtifactEntry Of(string name, byte[] content) => new(name, content.Length, sink => sink(content), () => new MemoryStream(content, writable: false));

    private static string HashOf(Action<ByteSink> visit)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        visit(hash.AppendData);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
