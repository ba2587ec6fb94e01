using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Telemetry;

namespace Slipway.Jobs;

/// <summary>The checkpoints of a job in its store, of which the two newest are kept. Thread-safe; one upload at a time.</summary>
/// <param name="folder">The job's directory.</param>
/// <param name="lease">The right to write it.</param>
/// <param name="retry">Repeats what fails for a while.</param>
/// <param name="logger">Gets a message for each upload.</param>
/// <param name="stored">File names of those that are there, oldest first.</param>
internal sealed class StoredCheckpoints(StoredJobFolder folder, StoreLease lease, StoreRetry retry, ILogger logger, IEnumerable<string> stored)
{
    private const int Kept = 2;
    private const int CopyBytes = 1024 * 1024;
    private readonly Lock _gate = new();
    private readonly List<string> _names = [.. stored];

    /// <summary>File names of those that are there, oldest first.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
            {
                return [.. _names];
            }
        }
    }

    /// <summary>Stores one, then deletes those that are beaten.</summary>
    /// <param name="file">Path of the local file.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task UploadAsync(string file, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var name = Path.GetFileName(file);
        var uri = folder.Checkpoint(name);
        await lease.RequireHeldAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var info = await retry.RunAsync(uri, () => WholeObject.CopyAsync(folder.Store, uri, file, cancellationToken), cancellationToken).ConfigureAwait(false);
            LogMessages.ObjectStored(logger, uri.ToString(), info.Size, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        catch (FileNotFoundException) when (!File.Exists(file))
        {
            return; // two newer ones were made before it could be read
        }

        List<string> beaten;
        lock (_gate)
        {
            _names.Remove(name);
            _names.Add(name);
            beaten = _names[..Math.Max(0, _names.Count - Kept)];
        }

        foreach (var old in beaten)
        {
            await retry.RunAsync(
                folder.Checkpoint(old), () => folder.Store.DeleteAsync(folder.Checkpoint(old), cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                _names.Remove(old);
            }
        }
    }

    /// <summary>Gets one into a local file.</summary>
    /// <param name="file">The file; its name is that of the checkpoint.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task DownloadAsync(string file, CancellationToken cancellationToken)
    {
        var uri = folder.Checkpoint(Path.GetFileName(file));
        return retry.RunAsync(uri, () => CopyAsync(uri, file, cancellationToken), cancellationToken);
    }

    private async Task CopyAsync(Uri uri, string file, CancellationToken cancellationToken)
    {
        var source = await folder.Store.OpenReadAsync(uri, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var temporary = file + ".tmp";
            var target = new FileStream(temporary, FileMode.Create, FileAccess.Write);
            await using (target.ConfigureAwait(false))
            {
                await source.CopyToAsync(target, CopyBytes, cancellationToken).ConfigureAwait(false);
            }

            File.Move(temporary, file, overwrite: true);
        }
    }
}
