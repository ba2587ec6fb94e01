using Slipway.Storage;

namespace Slipway.S3.Tests.Servers;

/// <summary>Reading and writing whole objects through a store.</summary>
internal static class Objects
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static byte[] Bytes(int count, int seed = 1)
    {
        var data = new byte[count];
        new Random(seed).NextBytes(data);
        return data;
    }

    public static async Task<ObjectInfo> WriteAsync(this IObjectStore store, Uri uri, ReadOnlyMemory<byte> data, bool ifAbsent = false)
    {
        await using var writer = await store.OpenWriteAsync(uri, ifAbsent, Token);
        await writer.Stream.WriteAsync(data, Token);
        return await writer.CommitAsync(Token);
    }

    public static async Task<byte[]> ReadAsync(this IObjectStore store, Uri uri, long offset = 0, long? length = null, string? ifMatch = null)
    {
        await using var stream = await store.OpenReadAsync(uri, offset, length, ifMatch, Token);
        return await ReadAsync(stream);
    }

    public static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Token);
        return copy.ToArray();
    }
}
