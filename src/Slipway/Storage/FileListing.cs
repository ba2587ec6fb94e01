using System.Text;

namespace Slipway.Storage;

/// <summary>Walks a folder in the order of names as UTF-8 bytes, folder by folder, so that a large tree is never held in memory.</summary>
internal static class FileListing
{
    /// <summary>All files below a folder whose path starts with <paramref name="prefix"/>; temporary files of writers are left
    /// out.</summary>
    /// <param name="prefix">A full path: a folder with a trailing separator, or the beginning of file names.</param>
    /// <param name="enter">Whether to look into a folder (its full path); folders outside the prefix are not asked about.</param>
    public static IEnumerable<FileInfo> Files(string prefix, Func<string, bool>? enter = null)
    {
        var root = Path.EndsInDirectorySeparator(prefix) ? prefix : Path.GetDirectoryName(prefix);
        var folder = root is null ? null : new DirectoryInfo(root);
        return folder is { Exists: true }
            ? Walk(folder, prefix, enter ?? (static _ => true), [RealPath(folder)])
            : [];
    }

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder, string prefix, Func<string, bool> enter, List<string> entered)
    {
        foreach (var (_, entry) in Entries(folder))
        {
            var path = entry.FullName;
            if (entry is FileInfo file)
            {
                if (path.StartsWith(prefix, StringComparison.Ordinal) && !FileObjectWriter.IsTemporary(file.Name))
                {
                    yield return file;
                }
            }
            else if (entry is DirectoryInfo child && MayHold(path + Path.DirectorySeparatorChar, prefix) && enter(path))
            {
                // A link to a folder that we are in would never end.
                var real = RealPath(child);
                if (!entered.Contains(real))
                {
                    foreach (var found in Walk(child, prefix, enter, [.. entered, real]))
                    {
                        yield return found;
                    }
                }
            }
        }
    }

    private static bool MayHold(string folder, string prefix) => folder.StartsWith(prefix, StringComparison.Ordinal)
        || prefix.StartsWith(folder, StringComparison.Ordinal);

    // With its slash, a folder sorts among the files as the names of its content do: 'a-b' before 'a/c'.
    private static List<(byte[] Key, FileSystemInfo Entry)> Entries(DirectoryInfo folder)
    {
        var entries = folder.EnumerateFileSystemInfos()
            .Where(static e => e is not FileInfo file || file.Exists)
            .Select(static e => (Key: Encoding.UTF8.GetBytes(e is DirectoryInfo ? e.Name + "/" : e.Name), Entry: e))
            .ToList();
        entries.Sort(static (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        return entries;
    }

    private static string RealPath(DirectoryInfo folder) =>
        (folder.LinkTarget is null ? null : folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName) is { } target
            ? Path.TrimEndingDirectorySeparator(target)
            : Path.TrimEndingDirectorySeparator(folder.FullName);
}
