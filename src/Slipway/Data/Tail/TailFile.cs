using System.Security.Cryptography;

namespace Slipway.Data;

/// <summary>A file that is being followed, kept open so that a rename does not lose it.</summary>
internal sealed class TailFile : IDisposable
{
    /// <summary>How much of the beginning tells files apart.</summary>
    public const int HeadBytes = 1024;

    private readonly FileStream _stream;

    private TailFile(FileStream stream)
    {
        _stream = stream;
        Identity = FileIdentity.Of(stream.SafeFileHandle);
    }

    public string Name => _stream.Name;

    public string? Identity { get; }

    public long Length => RandomAccess.GetLength(_stream.SafeFileHandle);

    public DateTime LastWrite => File.GetLastWriteTimeUtc(_stream.SafeFileHandle);

    /// <summary>Null when there is no such file.</summary>
    public static TailFile? TryOpen(string path)
    {
        try
        {
            return new TailFile(new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.None));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public int Read(Span<byte> to, long offset) => RandomAccess.Read(_stream.SafeFileHandle, to, offset);

    /// <summary>A hash of the beginning, of no more than what lies before an offset: that does not change when the file grows.</summary>
    public (int Length, string Hash) Head(long before)
    {
        var length = (int)Math.Min(HeadBytes, before);
        return (length, HashOf(length) ?? "");
    }

    /// <summary>Whether the file begins as another was seen to.</summary>
    public bool StartsWith(int length, string hash) => length == 0 || HashOf(length) == hash;

    public bool IsSameAs(TailFile other) => Identity is null || other.Identity is null
        ? Length >= other.Length && other.Head(other.Length) is var (length, hash) && StartsWith(length, hash)
        : Identity == other.Identity;

    public void Dispose() => _stream.Dispose();

    private string? HashOf(int length)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        head = head[..length];
        var read = 0;
        while (read < length)
        {
            var got = Read(head[read..], read);
            if (got == 0)
            {
                return null;
            }

            read += got;
        }

        return Convert.ToHexStringLower(SHA256.HashData(head));
    }
}
