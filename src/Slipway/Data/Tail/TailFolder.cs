namespace Slipway.Data;

/// <summary>A file that is followed, and those that were renamed or copied from it, in the same folder under names that begin with its own.</summary>
internal sealed class TailFolder(string path)
{
    /// <summary>Fewer bytes at the beginning (a CSV header, say) may be the same in other files.</summary>
    private const int LeastHead = 64;

    public string Path => path;

    /// <summary>The file under its name; null when there is none now.</summary>
    public TailFile? OpenCurrent() => TailFile.TryOpen(path);

    /// <summary>Where a position is now: the file itself, else a copy of it, else, when it was truncated, its beginning.</summary>
    public (TailFile? File, long Offset) Find(string? identity, int headLength, string headHash, long offset)
    {
        TailFile? copy = null;
        TailFile? truncated = null;
        foreach (var file in OpenAll())
        {
            var holds = offset <= file.Length + 1 && file.StartsWith(headLength, headHash); // a last line without an end counts one byte more
            var same = identity is not null && file.Identity == identity;
            if (holds && (same || (identity is null && headLength > 0)))
            {
                copy?.Dispose();
                truncated?.Dispose();
                return (file, offset);
            }

            if (holds && headLength >= LeastHead && copy is null)
            {
                copy = file;
            }
            else if (same && truncated is null)
            {
                truncated = file;
            }
            else
            {
                file.Dispose();
            }
        }

        if (copy is not null)
        {
            truncated?.Dispose();
            return (copy, offset);
        }

        return (truncated, 0);
    }

    /// <summary>The file to read after one that is at its end; null when that is the one under the name, or there is no other yet.</summary>
    /// <exception cref="DataFormatException">It has been compressed.</exception>
    public TailFile? After(TailFile file)
    {
        TailFile? next = null;
        var since = file.LastWrite;
        foreach (var other in OpenAll())
        {
            var isCurrent = other.Name == path;
            if (other.IsSameAs(file))
            {
                other.Dispose();
                if (isCurrent)
                {
                    next?.Dispose();
                    return null;
                }

                continue;
            }

            if ((isCurrent && next is null) || (!isCurrent && other.LastWrite >= since && (next is null || Precedes(other, next))))
            {
                next?.Dispose();
                next = other;
            }
            else
            {
                other.Dispose();
            }
        }

        if (next is not null && next.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            var name = next.Name;
            next.Dispose();
            throw new DataFormatException(
                "the rotated file was compressed before it was read", name, remedy: "Let the rotation compress later (logrotate: delaycompress), and unpack this one.");
        }

        return next;
    }

    private bool Precedes(TailFile first, TailFile second) => second.Name == path || first.LastWrite < second.LastWrite
        || (first.LastWrite == second.LastWrite && string.CompareOrdinal(first.Name, second.Name) > 0); // log.2 is older than log.1

    /// <summary>The file under the name last.</summary>
    private IEnumerable<TailFile> OpenAll()
    {
        var folder = System.IO.Path.GetDirectoryName(path)!;
        var names = Directory.Exists(folder)
            ? Directory.GetFiles(folder).Where(f => f.StartsWith(path, StringComparison.Ordinal) && f != path).Order(StringComparer.Ordinal).Append(path)
            : [];
        foreach (var name in names)
        {
            if (TailFile.TryOpen(name) is { } file)
            {
                yield return file;
            }
        }
    }
}
