using System.Security.Cryptography;

namespace Slipway.Models;

/// <summary>An entry of an artifact that is to be written.</summary>
internal sealed class ArtifactEntry
{
    private readonly Action<ByteSink> _visit;

    public ArtifactEntry(string name, byte[] content) : this(name, content.Length, sink => sink(content))
    {
    }

    public ArtifactEntry(string name, SafetensorsWriter content) : this(name, content.Length, content.Visit)
    {
    }

    private ArtifactEntry(string name, long length, Action<ByteSink> visit)
    {
        Name = name;
        Length = length;
        _visit = visit;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        visit(hash.AppendData);
        Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public string Name { get; }

    public long Length { get; }

    public string Sha256 { get; }

    public void Visit(ByteSink sink) => _visit(sink);

    /// <summary>The first bytes of the content.</summary>
    public byte[] Head(int count)
    {
        var head = new byte[Math.Min(count, Length)];
        var filled = 0;
        Visit(bytes =>
        {
            var taken = Math.Min(bytes.Length, head.Length - filled);
            bytes[..taken].CopyTo(head.AsSpan(filled));
            filled += taken;
        });
        return head;
    }
}
