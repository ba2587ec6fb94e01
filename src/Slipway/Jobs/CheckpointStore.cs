using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Slipway.Models;
using Slipway.Telemetry;

namespace Slipway.Jobs;

/// <summary>
/// The checkpoints of one job: whole files that become visible by a rename, with a hash inside. The newest intact one counts; the one before
/// it is kept until the next, so that a damaged file costs one interval and not the job.
/// </summary>
internal sealed class CheckpointStore(
    string folder, TimeSpan interval, TimeProvider clock, ILogger logger, Func<int> metricCount, Action<int> rewindMetrics)
{
    private const int Kept = 2;
    private long _last = clock.GetTimestamp();
    private long _number;
    private string _fingerprint = "";

    /// <summary>Stores the checkpoints elsewhere too, and has those of an earlier process; null for none.</summary>
    public JobMirror? Mirror { get; init; }

    public bool IsDue => clock.GetElapsedTime(_last) >= interval;

    /// <summary>Checkpoints made from other data do not count.</summary>
    public void RequireSameData(string fingerprint) => _fingerprint = fingerprint;

    public void Save(Action<ModelWriter> save)
    {
        var start = Stopwatch.GetTimestamp();
        Directory.CreateDirectory(folder);
        var head = new JsonObject { ["metrics"] = metricCount(), ["data"] = _fingerprint };
        _number = Math.Max(_number, Files().Select(NumberOf).DefaultIfEmpty(0).Max()) + 1;
        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"checkpoint-{_number:D8}.slipway"));
        var temporary = file + ".tmp";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            StateFile.Write(stream, head, save);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, file, overwrite: true);
        Mirror?.AddCheckpoint(file);
        foreach (var old in Files().OrderByDescending(NumberOf).Skip(Kept))
        {
            File.Delete(old);
        }

        _last = clock.GetTimestamp();
        LogMessages.CheckpointSaved(logger, new FileInfo(file).Length, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    public bool TryRestore(Action<ModelReader> restore)
    {
        foreach (var file in Files().OrderByDescending(NumberOf))
        {
            StateFile state;
            try
            {
                if (!File.Exists(file))
                {
                    Mirror?.FetchCheckpoint(file);
                }

                state = StateFile.Read(file);
            }
            catch (Exception e) when (e is ArtifactException or IOException)
            {
                LogMessages.CheckpointDamaged(logger, file, e.Message);
                continue;
            }

            if (state.Head["data"]!.GetValue<string>() != _fingerprint)
            {
                throw new BackendException(
                    $"The training data have changed since checkpoint '{file}' was made, so going on from it would mix two data sets. " +
                    "Restore the data, or delete the job's directory to train afresh.");
            }

            rewindMetrics(state.Head["metrics"]!.GetValue<int>());
            restore(state.Reader);
            return true;
        }

        return false;
    }

    private IEnumerable<string> Files()
    {
        var local = Directory.Exists(folder) ? Directory.GetFiles(folder, "checkpoint-*.slipway") : [];
        return Mirror is null ? local : local.Union(Mirror.StoredCheckpoints.Select(name => Path.Combine(folder, name)), StringComparer.Ordinal);
    }

    private static long NumberOf(string file) => long.TryParse(
        Path.GetFileNameWithoutExtension(file).AsSpan("checkpoint-".Length), CultureInfo.InvariantCulture, out var number) ? number : 0;
}
