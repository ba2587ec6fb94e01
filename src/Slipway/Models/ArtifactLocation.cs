using Slipway.Storage;

namespace Slipway.Models;

/// <summary>Where a model was found: an archive, or the unpacked files of one.</summary>
internal sealed record ArtifactLocation(Uri Uri, bool IsArchive)
{
    public string Name => Describe(Uri);

    public static string Describe(Uri uri) => uri.IsFile ? uri.LocalPath : uri.ToString();

    public static Uri Below(Uri folder, string name) => folder.AbsolutePath.EndsWith('/')
        ? new Uri(folder, name)
        : new Uri(new UriBuilder(folder) { Path = folder.AbsolutePath + "/" }.Uri, name);

    /// <summary>Looks at the places that <see cref="TrainedModel.LoadAsync"/> promises, in order.</summary>
    public static async ValueTask<ArtifactLocation> FindAsync(string uriOrPath, SlipwayServices services, CancellationToken cancellationToken)
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
            if (await store.StatAsync(candidate.Uri, cancellationToken).ConfigureAwait(false) is not null)
            {
                return candidate;
            }
        }

        throw new ArtifactException(
            Describe(uri),
            $"there is no model: neither the path itself nor {string.Join(", ", candidates.Skip(1).Select(c => $"'{c.Name}'"))} is a file. " +
            "Give the file, its folder, or the directory of a completed job.");
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
                return reader.ReadArchive(archive, services, cancellationToken);
            }
        }

        var contents = new Dictionary<string, (Stream, long)>(StringComparer.Ordinal);
        try
        {
            var folder = new Uri(Uri, ".");
            await foreach (var found in store.ListAsync(folder, cancellationToken).ConfigureAwait(false))
            {
                var name = Uri.UnescapeDataString(folder.MakeRelativeUri(found.Uri).ToString());
                contents.Add(name, (await store.OpenReadAsync(found.Uri, cancellationToken: cancellationToken).ConfigureAwait(false), found.Size));
                if (contents.Count > limits.Entries)
                {
                    throw new ArtifactException(Name, $"its folder holds more than {limits.Entries} files. Keep an unpacked model in a folder of its own.");
                }
            }

            return reader.ReadUnpacked(name => contents.TryGetValue(name, out var found) ? found : null, services, cancellationToken);
        }
        finally
        {
            foreach (var (content, _) in contents.Values)
            {
                await content.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
