using Slipway.Models;
using Slipway.Storage;

namespace Slipway;

public sealed partial class TrainedModel
{
    /// <summary>
    /// Saves the model as one file that becomes visible whole: if anything fails, an older file stays as it was.
    /// </summary>
    /// <param name="uri">A path or URI. One that ends in <c>.tar.gz</c> is the file; any other is a folder, in which <c>model.tar.gz</c> is
    /// written.</param>
    /// <param name="services">Object stores; null means <see cref="SlipwayServices.Default"/>.</param>
    /// <param name="cancellationToken">Stops saving.</param>
    /// <exception cref="ArtifactException">The file could not be written; the message says why.</exception>
    public async ValueTask SaveAsync(string uri, SlipwayServices? services = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(uri);
        var target = uri.EndsWith(".tar.gz", StringComparison.Ordinal)
            ? LocalPath.ToUri(uri)
            : ArtifactLocation.Below(LocalPath.ToUri(uri), ArtifactNames.Archive);
        using var lease = Acquire();
        try
        {
            var writer = await (services ?? SlipwayServices.Default).GetStore(target)
                .OpenWriteAsync(target, cancellationToken: cancellationToken).ConfigureAwait(false);
            await using (writer.ConfigureAwait(false))
            {
                var content = await OwnThread.RunAsync(
                    () =>
                    {
                        var content = ArtifactContent.Of(this);
                        content.WriteTo(writer.Stream, cancellationToken);
                        return content;
                    },
                    cancellationToken).ConfigureAwait(false);
                _digest = content.Digest;
                await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArtifactException(
                ArtifactLocation.Describe(target),
                $"the model could not be saved: {e.Message} What was there before is unchanged.", e);
        }
    }

    /// <summary>Loads a model. Verifies everything first; runs no code from the file and writes nothing to disk.</summary>
    /// <param name="uri">Path or URI of <c>model.tar.gz</c>, of a folder that holds it (or its unpacked files), or of a job
    /// directory.</param>
    /// <param name="services">Object stores and known algorithms; null means <see cref="SlipwayServices.Default"/>.</param>
    /// <param name="limits">What the file may hold at most; null means the defaults of <see cref="ArtifactLimits"/>.</param>
    /// <param name="cancellationToken">Stops loading.</param>
    /// <exception cref="ArtifactException">There is no model, or the file is damaged, truncated, hostile, too new, or of an unknown
    /// algorithm.</exception>
    public static async ValueTask<TrainedModel> LoadAsync(
        string uri, SlipwayServices? services = null, ArtifactLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(uri);
        services ??= SlipwayServices.Default;
        var name = uri;
        try
        {
            var location = await ArtifactLocation.FindAsync(uri, services, cancellationToken).ConfigureAwait(false);
            name = location.Name;
            return await location.ReadAsync(limits ?? ArtifactLimits.Default, services, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArtifactException(
                name,
                $"it could not be read: {e.Message.TrimEnd('.')}. Check that it is there and that this user may read it.", e);
        }
    }
}
