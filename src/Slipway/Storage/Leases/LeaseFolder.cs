using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Storage;

/// <summary>Names and readings of the objects of a <see cref="StoreLease"/>: <c>&lt;folder&gt;/0001/claim.json</c> and a sign of life beside it.</summary>
/// <param name="store">The store.</param>
/// <param name="folder">URI with a trailing slash.</param>
/// <param name="beatName">Name of the object that is rewritten as a sign of life.</param>
internal sealed class LeaseFolder(IObjectStore store, Uri folder, string beatName)
{
    /// <summary>Property of a sign of life whose holder has let go.</summary>
    public const string Released = "released";

    public IObjectStore Store => store;

    public Uri Folder(int number) => new(folder, number.ToString("D4", CultureInfo.InvariantCulture) + "/");

    public Uri Claim(int number) => new(Folder(number), "claim.json");

    public Uri Beat(int number) => new(Folder(number), beatName);

    /// <summary>Number of the last claim from <paramref name="from"/> on; <paramref name="from"/> itself when there is none after it.</summary>
    public async Task<int> LastAsync(int from, CancellationToken cancellationToken)
    {
        while (await store.StatAsync(Claim(from + 1), cancellationToken).ConfigureAwait(false) is not null)
        {
            from++;
        }

        return from;
    }

    public async Task<LeaseClaim?> ReadClaimAsync(int number, CancellationToken cancellationToken) =>
        await WholeObject.ReadAsync(store, Claim(number), cancellationToken).ConfigureAwait(false) is { } content
            ? LeaseClaim.Read(Claim(number), content)
            : null;

    public Task<byte[]?> ReadBeatAsync(int number, CancellationToken cancellationToken) =>
        WholeObject.ReadAsync(store, Beat(number), cancellationToken);

    /// <summary>When the holder gave its last sign, by the store's clock.</summary>
    public async Task<DateTimeOffset?> LastSignAsync(int number, CancellationToken cancellationToken) =>
        (await store.StatAsync(Beat(number), cancellationToken).ConfigureAwait(false)
            ?? await store.StatAsync(Claim(number), cancellationToken).ConfigureAwait(false))?.LastModified;

    /// <summary>The store's time now: that of an object written for this.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        var probe = new Uri(folder, $"clock-{Guid.NewGuid():N}");
        var info = await WholeObject.WriteAsync(store, probe, ReadOnlyMemory<byte>.Empty, ifAbsent: false, cancellationToken).ConfigureAwait(false);
        await store.DeleteAsync(probe, cancellationToken).ConfigureAwait(false);
        return info.LastModified;
    }

    public static bool IsReleased(byte[]? beat)
    {
        try
        {
            return beat is not null && JsonNode.Parse(beat)?[Released]?.GetValue<bool>() == true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
