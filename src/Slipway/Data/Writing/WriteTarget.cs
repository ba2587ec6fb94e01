using Slipway.Storage;

namespace Slipway.Data;

/// <summary>The files that a channel is written to: one, or numbered parts of a folder.</summary>
internal sealed class WriteTarget
{
    private const string PartName = "part-";

    private readonly WriteOptions _options;
    private readonly SlipwayServices _services;
    private readonly Uri _uri;

    /// <exception cref="ArgumentException">The text is empty or no URI, or the format is missing or has no names for parts.</exception>
    public WriteTarget(string uriOrPath, DataFormat? format, WriteOptions options, SlipwayServices services)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(uriOrPath);
        options.Validate();
        Text = uriOrPath;
        _options = options;
        _services = services;
        _uri = LocalPath.ToUri(uriOrPath);
        IsFolder = uriOrPath.EndsWith('/') || uriOrPath.EndsWith(Path.DirectorySeparatorChar) || options.MaxRowsPerFile is not null
            || options.MaxBytesPerFile is not null;
        if (IsFolder && format is null)
        {
            throw new ArgumentException($"'{uriOrPath}' is a folder of parts, whose name says no format. Pass one, e.g. new CsvFormat().", nameof(format));
        }

        if (IsFolder && format!.Extensions.Count == 0)
        {
            throw new ArgumentException($"{format.DisplayName} states no ending for the names of parts. Write a single file.", nameof(format));
        }

        if (!IsFolder && options.Gzip && !uriOrPath.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"'{uriOrPath}' does not end in .gz; WriteOptions.Gzip is for the parts of a folder.", nameof(options));
        }

        Format = format ?? services.FormatOf(uriOrPath);
        if (IsFolder && !_uri.AbsoluteUri.EndsWith('/'))
        {
            _uri = new Uri(_uri.AbsoluteUri + "/");
        }
    }

    /// <summary>What the user wrote.</summary>
    public string Text { get; }

    public bool IsFolder { get; }

    public DataFormat Format { get; }

    /// <summary>Whether files are packed by gzip.</summary>
    public bool IsPacked => IsFolder ? _options.Gzip : Text.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    public IObjectStore Store => _services.GetStore(_uri);

    /// <summary>Where a part goes.</summary>
    /// <param name="number">From 0; a single file has only that.</param>
    public Uri Part(int number) => !IsFolder ? _uri : new Uri(
        _uri, FormattableString.Invariant($"{PartName}{number:D5}{Format.Extensions[0]}{(_options.Gzip ? ".gz" : "")}"));

    /// <summary>Checks that nothing is in the way.</summary>
    /// <exception cref="IOException">Something is there, and is not to be replaced.</exception>
    /// <exception cref="ArgumentException">The channel reads what would be replaced.</exception>
    public async Task RequireFreeAsync(IChannelSource source, CancellationToken cancellationToken)
    {
        var read = (source as IFileSource)?.FindFiles(_services)
            .FirstOrDefault(file => IsFolder ? file.AbsoluteUri.StartsWith(_uri.AbsoluteUri, StringComparison.Ordinal) : file == _uri);
        if (read is not null)
        {
            throw new ArgumentException($"The channel reads {read}, and so cannot be written to '{Text}'. Write to another place.");
        }

        if (_options.Overwrite)
        {
            return;
        }

        if (!IsFolder)
        {
            if (await Store.StatAsync(_uri, cancellationToken).ConfigureAwait(false) is not null)
            {
                throw new IOException($"'{Text}' exists already. Set WriteOptions.Overwrite to replace it.");
            }
        }

        await foreach (var there in (IsFolder ? Store.ListAsync(_uri, cancellationToken) : AsyncEnumerable.Empty<ObjectInfo>()).ConfigureAwait(false))
        {
            throw new IOException($"The folder '{Text}' is not empty: it holds {there.Uri}. Choose another, or set WriteOptions.Overwrite to replace its parts.");
        }
    }

    /// <summary>Deletes parts of an earlier writing.</summary>
    /// <param name="written">Those that stay.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task DeleteOlderPartsAsync(IReadOnlyList<WrittenFile> written, CancellationToken cancellationToken)
    {
        if (!IsFolder || !_options.Overwrite)
        {
            return;
        }

        var stay = written.Select(f => f.Uri.AbsoluteUri).ToHashSet(StringComparer.Ordinal);
        var older = new List<Uri>();
        await foreach (var part in Store.ListAsync(new Uri(_uri, PartName), cancellationToken).ConfigureAwait(false))
        {
            if (!stay.Contains(part.Uri.AbsoluteUri) && IsPart(part.Uri))
            {
                older.Add(part.Uri);
            }
        }

        foreach (var part in older)
        {
            await Store.DeleteAsync(part, cancellationToken).ConfigureAwait(false);
        }
    }

    // part-00012.csv, part-00012.csv.gz; nothing else in the folder is touched.
    private bool IsPart(Uri uri)
    {
        var name = uri.AbsoluteUri[_uri.AbsoluteUri.Length..];
        var digits = name.AsSpan(PartName.Length);
        var count = digits.IndexOfAnyExceptInRange('0', '9');
        return count >= 5 && digits[count] == '.' && !name.Contains('/', StringComparison.Ordinal);
    }
}
