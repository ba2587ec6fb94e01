using Apache.Arrow;
using Slipway.Features;

namespace Slipway.Data;

/// <summary>Builds a profile batch by batch.</summary>
internal sealed class ChannelProfiler
{
    private const long MemoryForAll = 64L << 20;
    private const int MostKept = 10_000;

    private readonly ChannelSchema _roles;
    private readonly int _label;
    private readonly InputKind? _labelKind;
    private readonly IColumnProfiler[] _columns;
    private readonly IAssociation?[] _associations;
    private long _rows;

    public ChannelProfiler(ChannelSchema roles)
    {
        _roles = roles;
        var fields = roles.Columns.FieldsList;
        var kept = (int)Math.Clamp(MemoryForAll / (64 * Math.Max(1, fields.Count)), 256, MostKept);
        _label = roles.Label is null ? -1 : roles.Columns.GetFieldIndex(roles.Label);
        _labelKind = _label < 0 ? null : InputKinds.Of(fields[_label].DataType);
        _columns = [.. fields.Select(f => ProfilerOf(InputKinds.Of(f.DataType), kept))];
        _associations = [.. fields.Select((f, i) => i == _label ? null : AssociationOf(InputKinds.Of(f.DataType), _labelKind))];
    }

    public void Add(RecordBatch batch)
    {
        _rows += batch.Length;
        var label = _labelKind is { } kind and (InputKind.Number or InputKind.Text) ? ColumnSource.Create(batch.Column(_label), kind) : null;
        for (var i = 0; i < _columns.Length; i++)
        {
            var column = batch.Column(i);
            _columns[i].Add(column, batch.Length);
            if (label is not null && _associations[i] is { } association)
            {
                association.Add(ColumnSource.Create(column, InputKinds.Of(column.Data.DataType)!.Value), label, batch.Length);
            }
        }
    }

    public ChannelProfile Complete(string source) => new(
        source, _rows,
        [.. _roles.Columns.FieldsList.Select((f, i) => _columns[i].Complete(new ColumnProfile
        {
            Name = f.Name,
            Type = f.DataType.Name,
            Kind = InputKinds.Of(f.DataType),
            Role = f.Name == _roles.Label ? "label" : f.Name == _roles.Weight ? "weight" : "feature",
            Label = _associations[i]?.Complete(),
        }))],
        _roles.Label);

    private static IColumnProfiler ProfilerOf(InputKind? kind, int kept) => kind switch
    {
        InputKind.Number => new NumberColumnProfiler(kept),
        InputKind.Text => new TextColumnProfiler(kept),
        InputKind.Vector => new VectorColumnProfiler(kept),
        InputKind.SparseVector => new SparseColumnProfiler(kept),
        _ => new OtherColumnProfiler(),
    };

    private static IAssociation? AssociationOf(InputKind? column, InputKind? label) => (column, label) switch
    {
        (InputKind.Number, InputKind.Number) => new PearsonAssociation(),
        (InputKind.Number, InputKind.Text) => new CorrelationRatio(groupedByLabel: true),
        (InputKind.Text, InputKind.Number) => new CorrelationRatio(groupedByLabel: false),
        (InputKind.Text, InputKind.Text) => new CramersV(),
        _ => null,
    };
}
