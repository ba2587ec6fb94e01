using System.Collections.Immutable;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>The rows of one file, or of several as if they were one, in ordinal order of their URIs.</summary>
internal sealed class FileSource : IChannelSource, ITypedSource, IColumnSource, IFileSource
{
    private readonly SourceLocation _location;
    private readonly DataFormat? _format;
    private readonly ImmutableDictionary<string, ColumnType> _types;

    /// <summary>Creates the source.</summary>
    /// <param name="location">Which files.</param>
    /// <param name="format">Their format, or null to go by the names of the files.</param>
    public FileSource(SourceLocation location, DataFormat? format)
        : this(location, format, ImmutableDictionary.Create<string, ColumnType>(StringComparer.Ordinal))
    {
    }

    private FileSource(SourceLocation location, DataFormat? format, ImmutableDictionary<string, ColumnType> types)
    {
        _location = location;
        _format = format;
        _types = types;
    }

    /// <inheritdoc/>
    public string Description => _location.Text;

    /// <inheritdoc/>
    public string? LocalOnlyReason => null;

    /// <inheritdoc/>
    public IChannelSource WithType(string column, ColumnType type) => new FileSource(_location, _format, _types.SetItem(column, type));

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services) => Open(services, static _ => null);

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services, Func<Schema, IReadOnlyList<int>?> choose)
    {
        var files = _location.Find(services);
        var format = _format ?? FormatOf(services, files);
        var first = new SourceFileOpener(services, files[0]).ToFormatSource(schemaOrigin: null);
        var schema = ColumnTypes.Apply(format.Infer(first), _types, first.Name);
        return new FileSourceReader(services, files, format, schema, choose(schema));
    }

    /// <inheritdoc/>
    public IEnumerable<Uri> FindFiles(SlipwayServices services) => _location.Find(services).Select(f => f.Uri);

    private static DataFormat FormatOf(SlipwayServices services, List<SourceFile> files)
    {
        var format = services.FormatOf(files[0].Name);
        foreach (var file in files)
        {
            if (services.FormatOf(file.Name) is var other && other.DisplayName != format.DisplayName)
            {
                throw new DataFormatException(
                    $"the files of one channel have different formats: this is {other.DisplayName} and {files[0].Name} is "
                    + $"{format.DisplayName}",
                    file.Name,
                    remedy: "Choose files of one format by a pattern such as folder/*.csv, or name the format by FromFiles.");
            }
        }

        return format;
    }
}
