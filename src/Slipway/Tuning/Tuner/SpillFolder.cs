using System.IO.Hashing;
using System.Text;
using Slipway.Storage;

namespace Slipway.Tuning;

/// <summary>
/// The folder for the shared rows of a search that do not fit in its memory budget: one of its own for each run, so that no other search and nothing of
/// the user's is ever touched. Made by whoever first writes into it; deleted at the end.
/// </summary>
internal sealed class SpillFolder : IDisposable
{
    private const string Extension = ".spill";

    private readonly TuningTask _task;
    private readonly string _parent;
    private readonly string _stem;

    public SpillFolder(TuningTask task)
    {
        _task = task;
        _parent = System.IO.Path.GetFullPath(
            LocalPath.TryGet(task.Plan.Spaces[0].Settings.Output, out var output) ? output : System.IO.Path.GetTempPath());
        _stem = task.Plan.Settings.Journal is { } journal
            ? $"{task.Name}-{XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(JournalReader.NameOf(journal))):x16}-"
            : $"{task.Name}-";
        Path = System.IO.Path.Combine(_parent, $"{_stem}{Guid.NewGuid():N}{Extension}");
    }

    public string Path { get; }

    /// <summary>Deletes what processes of the same search left that were killed. Only with a journal, whose path is in their names and whose lock says that
    /// none of them is alive.</summary>
    public void DeleteThoseOfKilledProcesses()
    {
        if (_task.Plan.Settings.Journal is null || !Directory.Exists(_parent))
        {
            return;
        }

        foreach (var folder in Directory.GetDirectories(_parent, $"{_stem}*{Extension}"))
        {
            var stem = System.IO.Path.GetFileNameWithoutExtension(folder);
            if (folder != Path && Guid.TryParseExact(stem[_stem.Length..], "N", out _))
            {
                Delete(folder);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Delete(Path);

    private static void Delete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be deleted costs room on the disk, not the search's result.
        }
    }
}
