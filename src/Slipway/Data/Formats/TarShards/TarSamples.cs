namespace Slipway.Data;

/// <summary>The rows of a tar archive: files in a row with the same key.</summary>
internal sealed class TarSamples(Stream stream, string name, int maxBytes) : IDisposable
{
    private const int MostFiles = 1000;

    private readonly TarMembers _members = new(stream, name, maxBytes);
    private TarSample? _next;
    private bool _isEnded;

    /// <summary>1-based number of the sample that was read last.</summary>
    public long Number { get; private set; }

    /// <summary>The next row.</summary>
    /// <exception cref="DataFormatException">The archive is damaged, or a sample has two files of one ending.</exception>
    public bool TryRead(out TarSample sample)
    {
        while (!_isEnded)
        {
            if (!_members.TryRead(out var path, out var content))
            {
                _isEnded = true;
                break;
            }

            if (!TrySplit(path, out var key, out var ending))
            {
                continue;
            }

            var complete = _next is not null && _next.Key != key ? _next : null;
            if (_next is null || complete is not null)
            {
                _next = new TarSample(key);
            }

            Add(_next, ending, content);
            if (complete is not null)
            {
                Number++;
                sample = complete;
                return true;
            }
        }

        sample = _next!;
        Number += _next is null ? 0 : 1;
        _next = null;
        return sample is not null;
    }

    /// <summary>An error about the sample that was read last.</summary>
    public DataFormatException Wrong(TarSample sample, string problem, string? column, string? value = null, string? expected = null) => new(
        FormattableString.Invariant($"sample {Number} ('{sample.Key}'): {problem}"), name, Number, column, value, expected,
        "Every sample needs the same endings; check what wrote the archive.");

    /// <inheritdoc/>
    public void Dispose() => _members.Dispose();

    private void Add(TarSample sample, string ending, ReadOnlySpan<byte> content)
    {
        if (sample.Files.Count == MostFiles || sample.Files.Any(f => f.Ending == ending))
        {
            throw _members.Wrong(
                sample.Files.Count == MostFiles ? "a sample has too many files" : "a sample has two files of one ending", $"{sample.Key}.{ending}",
                expected: "a key of its own for each sample", remedy: "Check what wrote the archive.");
        }

        sample.Files.Add((ending, content.ToArray()));
    }

    private bool TrySplit(string path, out string key, out string ending)
    {
        var start = path.LastIndexOf('/') + 1;
        (key, ending) = ("", "");
        if (GlobPattern.IsHidden(path.AsSpan(start)))
        {
            return false;
        }

        var dot = path.IndexOf('.', start);
        if (dot < 0 || dot == path.Length - 1)
        {
            throw _members.Wrong(
                "the file has no ending that tells its column", path, "a name such as 000001.jpg",
                "Take it out of the archive, or begin its name with '_'.");
        }

        (key, ending) = (path[..dot], path[(dot + 1)..].ToLowerInvariant());
        return true;
    }
}
