using Slipway.Storage;

namespace Slipway.TestProcess;

/// <summary>Writes an object in parts and never commits it: to be killed.</summary>
internal static class EndlessUpload
{
    public static async Task RunAsync(S3Options options, Uri uri)
    {
        using var store = new S3ObjectStore(options with { ParallelParts = 1 });
        await using var writer = await store.OpenWriteAsync(uri);
        var part = new byte[options.PartSize];
        await writer.Stream.WriteAsync(part);
        while (true)
        {
            // One part at a time: that the next one is taken means that the one before it has arrived.
            await writer.Stream.WriteAsync(part);
            await writer.Stream.WriteAsync(part);
            Console.WriteLine("part");
        }
    }
}
