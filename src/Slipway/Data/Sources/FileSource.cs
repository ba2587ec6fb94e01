using System.Collections.Immutable;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>The rows of one file, or of several as if they were one, in the order of a list.</summary>
internal sealed class FileSource : ITypedSource, IObjectSource
{
    private readonly IObjectList _list;
    private readonly DataFormat? _format;
    private readonly ImmutableDictionary<string, ColumnType> _types;
    private readonly ObjectShard _shard;

    /// <summary>Creates the source.</summary>
    /// <param name="list">Which files.</param>
    /// <param name="format">Their format, or null to go by the names of the files.</param>
    public FileSource(IObjectList list, DataFormat? format)
        : this(list, format, ImmutableDictionary.Create<string, ColumnType>(StringComparer.Ordinal), ObjectShard.Whole)
    {
    }

    private FileSource(IObjectList list, DataFormat? format, ImmutableDictionary<string, ColumnType> types, ObjectShard shard)
    {
        _list = list;
        _format = format;
        _types = types;
        _shard = shard;
    }

    /// <inheritdoc/>
    public string Description => _shard.Count == 1
        ? _list.Text : FormattableString.Invariant($"{_list.Text} (objects {_shard.Index} of {_shard.Count})");

    /// <inheritdoc/>
    public string? LocalOnlyReason => null;

    /// <inheritdoc/>
    public IChannelSource WithType(string column, ColumnType type) => new FileSource(_list, _format, _types.SetItem(column, type), _shard);

    /// <inheritdoc/>
    public IObjectSource ShardByObject(int index, int count) => new FileSource(_list, _format, _types, _shard.Within(index, count));

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services, CancellationToken stop) => Open(services, SourcePass.Default with { Stop = stop });

    /// <inheritdoc/>
    public BatchReader Open(SlipwayServices services, SourcePass pass)
    {
        var all = _list.Find(services);
        var format = _format ?? FormatOf(services, all);
        var files = _shard.Of(all, _list.Text);
        var objects = new ObjectAccess(services, pass.Mode);
        objects.RequireRoom(files, Description);

        // The first file of all gives the columns, so that every part and every order of the files has the same.
        var first = objects.Opener(all[0]).ToFormatSource(schemaOrigin: null, pass.Stop);
        var schema = ColumnTypes.Apply(format.Infer(first), _types, first.Name);
        files = pass.ObjectOrder is { } order ? [.. order(files.Count).Select(i => files[i])] : files;
        return new FileSourceReader(objects, files, all[0].Name, format, schema, pass.Columns?.Invoke(schema), pass.Stop);
    }

    /// <inheritdoc/>
    public IEnumerable<Uri> FindObjects(SlipwayServices services) => _list.Find(services).Select(f => f.Uri);

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
