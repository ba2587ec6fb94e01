using Slipway.Storage;

namespace Slipway.Models;

/// <summary>Where a model was found: an archive, or the unpacked files of one.</summary>
internal sealed record ArtifactLocation(Uri Uri, bool IsArchive, long Size = 0)
{
    public string Name => Describe(Uri);

    public static string Describe(Uri uri) => uri.IsFile ? FileUri.ToPath(uri) : uri.ToString();

    public static Uri Below(Uri folder, string name) => folder.AbsolutePath.EndsWith('/')
        ? new Uri(folder, name)
        : new Uri(new UriBuilder(folder) { Path = folder.AbsolutePath + "/" }.Uri, name);

    /// <summary>Looks at the places that <see cref="TrainedModel.LoadAsync"/> promises, in order.</summary>
    public static async ValueTask<ArtifactLocation> FindAsync(
        string uriOrPath, SlipwayServices services, CancellationToken cancellationToken)
    {
        var uri = LocalPath.ToUri(uriOrPath);
        var store = services.GetStore(uri);
        var candidates = new[]
        {
            new ArtifactLocation(uri, true),
            new ArtifactLocation(Below(uri, ArtifactNames.Archive), true),
            new ArtifactLocation(Below(uri, "output/" + ArtifactNames.Archive), true),
            new ArtifactLocation(Below(uri, ArtifactNames.Manifest), false),
        };
        foreach (var candidate in candidates)
        {
            if (await store.StatAsync(candidate.Uri, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return candidate with { Size = found.Size };
            }
        }

        throw new ArtifactException(
            Describe(uri),
            $"there is no model: neither the path itself nor {string.Join(", ", candidates.Skip(1).Select(c => $"'{c.Name}'"))} "
            + "is a file. Give the file, its folder, or the directory of a completed job.");
    }

    public async ValueTask<TrainedModel> ReadAsync(ArtifactLimits limits, SlipwayServices services, CancellationToken cancellationToken)
    {
        var reader = new ArtifactReader(Name, limits);
        var store = services.GetStore(Uri);
        if (IsArchive)
        {
            var archive = await store.OpenReadAsync(Uri, cancellationToken: cancellationToken).ConfigureAwait(false);
            await using (archive.ConfigureAwait(false))
            {
                return await OwnThread.RunAsync(
                    () => reader.ReadArchive(archive, Size, services, cancellationToken), cancellationToken).ConfigureAwait(false);
            }
        }

        var folder = new Uri(Uri, ".");
        var files = new Dictionary<string, Storage.ObjectInfo>(StringComparer.Ordinal);
        await foreach (var found in store.ListAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            files.Add(Uri.UnescapeDataString(folder.MakeRelativeUri(found.Uri).ToString()), found);
            if (files.Count > limits.Entries)
            {
                throw new ArtifactException(
                    Name,
                    $"its folder holds more than {limits.Entries} files. Keep an unpacked model in a folder of its own.");
            }
        }

        // Opening waits for the store on the thread that reads; it is a thread of its own.
        return await OwnThread.RunAsync(
            () => reader.ReadUnpacked(
                files.Keys,
                name => (store.OpenReadAsync(files[name].Uri, cancellationToken: cancellationToken).AsTask().GetAwaiter().GetResult(),
                    files[name].Size),
                services, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }
}
