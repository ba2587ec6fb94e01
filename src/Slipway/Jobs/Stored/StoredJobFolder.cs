using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Models;
using Slipway.Storage;

namespace Slipway.Jobs;

/// <summary>
/// A job's directory in an object store. What is whole lies where it lies on disk: <c>job.json</c>, <c>input/config</c>, <c>checkpoints</c>,
/// <c>output</c>. What grows or tells of one process lies under the number of the attempt: <c>attempts/0001/status.json</c> (rewritten as a sign of
/// life), <c>attempts/0001/metric/00000001</c> and <c>attempts/0001/log/00000001</c>, numbered segments of whole lines that are read by the next name.
/// </summary>
/// <param name="location">URI of the directory, without a trailing slash.</param>
/// <param name="store">Its store.</param>
internal sealed class StoredJobFolder(string location, IObjectStore store)
{
    public const string Metrics = "metric";

    public const string Logs = "log";

    public const string Status = "status.json";

    public const string Model = "output/" + ArtifactNames.Archive;

    public const string Failure = "output/failure";

    private const string CheckpointPrefix = "checkpoints/checkpoint-";
    private readonly Uri _root = new(location + "/");

    public string Location => location;

    public IObjectStore Store => store;

    public LeaseFolder Attempts { get; } = new(store, new Uri(location + "/attempts/"), Status);

    public static StoredJobFolder At(string location, SlipwayServices services) =>
        new(location, services.GetStore(new Uri(location, UriKind.Absolute)));

    /// <summary>An object by its path in the directory.</summary>
    public Uri Object(string path) => new(_root, path);

    public Uri Segment(int attempt, string kind, int number) =>
        new(Attempts.Folder(attempt), string.Create(CultureInfo.InvariantCulture, $"{kind}/{number:D8}"));

    /// <exception cref="BackendException">The file is damaged.</exception>
    public async Task<JsonObject?> ReadJobAsync(CancellationToken cancellationToken) =>
        await WholeObject.ReadAsync(store, Object("job.json"), cancellationToken).ConfigureAwait(false) is { } content
            ? JobDirectory.ParseJob(content, Object("job.json").ToString())
            : null;

    /// <summary>The status of an attempt; that of one which has not told any is pending. Null when there is no such attempt.</summary>
    public async Task<JobStatus?> ReadStatusAsync(int attempt, CancellationToken cancellationToken)
    {
        if (await Attempts.ReadBeatAsync(attempt, cancellationToken).ConfigureAwait(false) is { } beat && ParseStatus(beat) is { } status)
        {
            return status;
        }

        return await Attempts.ReadClaimAsync(attempt, cancellationToken).ConfigureAwait(false) is { } claim
            ? new JobStatus { State = JobState.Pending, CreatedAt = claim.Time, Attempts = attempt, ProcessId = claim.ProcessId }
            : null;
    }

    public static JobStatus? ParseStatus(byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, JobJson.Default.JobStatus);
        }
        catch (JsonException)
        {
            return null; // as on disk: it then counts as one that never ended
        }
    }

    public static JsonObject WriteStatus(JobStatus status) => JsonSerializer.SerializeToNode(status, JobJson.Default.JobStatus)!.AsObject();

    /// <summary>All lines of one kind that an attempt has stored.</summary>
    public async Task<byte[]> ReadSegmentsAsync(int attempt, string kind, CancellationToken cancellationToken)
    {
        using var lines = new MemoryStream();
        for (var number = 1;
             await WholeObject.ReadAsync(store, Segment(attempt, kind, number), cancellationToken).ConfigureAwait(false) is { } segment;
             number++)
        {
            lines.Write(segment);
        }

        return lines.ToArray();
    }

    /// <summary>File names of the checkpoints, oldest first.</summary>
    public async Task<List<string>> ListCheckpointsAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var found in store.ListAsync(Object(CheckpointPrefix), cancellationToken).ConfigureAwait(false))
        {
            names.Add(found.Uri.Segments[^1]);
        }

        return names;
    }

    public Uri Checkpoint(string name) => Object("checkpoints/" + name);

    /// <summary>Deletes the checkpoints of a job that needs them no more.</summary>
    public async Task DeleteCheckpointsAsync(CancellationToken cancellationToken)
    {
        foreach (var name in await ListCheckpointsAsync(cancellationToken).ConfigureAwait(false))
        {
            await store.DeleteAsync(Checkpoint(name), cancellationToken).ConfigureAwait(false);
        }
    }
}
