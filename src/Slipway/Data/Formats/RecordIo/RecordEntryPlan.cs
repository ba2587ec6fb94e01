using Apache.Arrow;
using Apache.Arrow.Types;
using Slipway.Features;

namespace Slipway.Data;

/// <summary>Which columns go to which keys of a record.</summary>
internal static class RecordEntryPlan
{
    /// <summary>The writers of a record's entries: features first, then labels, each in the order of the columns.</summary>
    /// <exception cref="DataFormatException">A column cannot be written, or the label is not there; names all such.</exception>
    public static RecordEntryWriter[] For(Schema schema, RecordIoProtobufFormat format)
    {
        var fields = schema.FieldsList;
        var label = LabelOf(schema, format);
        var keys = fields.Select((f, i) => i == label ? new RecordKey(true, RecordKey.Values) : RecordKey.Of(f)).ToArray();
        var problems = new List<(string Column, string Text)>();
        var hasFeatures = fields.Select((f, i) => keys[i] == new RecordKey(false, RecordKey.Values)).Any(isFeatures => isFeatures);
        var entries = new List<(RecordKey Key, RecordEntryWriter Writer)>();
        var single = new List<int>();
        for (var i = 0; i < fields.Count; i++)
        {
            if (!keys[i].IsLabel && !hasFeatures && fields[i].DataType is not NestedType && InputKinds.Of(fields[i].DataType) == InputKind.Number)
            {
                single.Add(i);
            }
            else if (Writer(keys[i], fields[i], i, format, problems) is { } writer)
            {
                entries.Add((keys[i], writer));
            }
        }

        if (single.Count > 0)
        {
            var kinds = single.Select(i => KindOf(fields[i].DataType, format)).ToArray();
            var key = new RecordKey(false, RecordKey.Values);
            entries.Insert(0, (key, new DenseEntryWriter(key, [.. single], [.. single.Select(i => fields[i].Name)], Widest(kinds))));
        }

        problems.AddRange(entries.GroupBy(e => e.Key).Where(g => g.Count() > 1)
            .Select(g => (g.Key.Column, $"more than one column goes to the {(g.Key.IsLabel ? "label" : "feature")} '{g.Key.Name}'")));
        if (entries.Count == 0 || problems.Count > 0)
        {
            throw new DataFormatException(
                problems.Count == 0 ? "there are no columns to write" : string.Join("; ", problems.Select(p => p.Text)), null,
                column: problems.Count == 1 ? problems[0].Column : null,
                expected: "numbers, vectors of numbers, sparse vectors with a width, and bytes",
                remedy: "Leave the columns out by WithoutColumns, or make numbers of them.");
        }

        return [.. entries.OrderBy(e => e.Key.IsLabel).Select(e => e.Writer)];
    }

    private static int LabelOf(Schema schema, RecordIoProtobufFormat format)
    {
        if (format.Label is not { } name)
        {
            return schema.FieldsList.ToList().FindIndex(f => f.Name == RecordKey.LabelColumn);
        }

        return ColumnNames.Find(schema, name) is var at and >= 0
            ? at
            : throw new DataFormatException(
                ColumnNames.Missing(schema, name, "label"), null, column: name,
                remedy: $"RecordIoProtobufFormat.Label names it. Of these rows {ColumnNames.List(schema)}.");
    }

    private static RecordEntryWriter? Writer(
        RecordKey key, Field field, int column, RecordIoProtobufFormat format, List<(string Column, string Text)> problems)
    {
        switch (InputKinds.Of(field.DataType))
        {
            case InputKind.Number:
                return new DenseEntryWriter(key, [column], [field.Name], KindOf(field.DataType, format));
            case InputKind.Vector:
                return new DenseEntryWriter(key, [column], [field.Name], KindOf(((FixedSizeListType)field.DataType).ValueDataType, format));
            case InputKind.SparseVector when (format.Width ?? SparseRecordColumn.WidthOf(field)) is { } width:
                return new SparseEntryWriter(key, column, field.Name, width);
            case InputKind.SparseVector:
                problems.Add((field.Name, $"'{field.Name}' is sparse and its width is not known (set RecordIoProtobufFormat.Width)"));
                return null;
            default:
                if (field.DataType is BinaryType)
                {
                    return new BinaryEntryWriter(key, column, field.Name);
                }

                problems.Add((field.Name, $"'{field.Name}' is {field.DataType.Name}, which a record cannot hold"));
                return null;
        }
    }

    private static TensorKind KindOf(IArrowType type, RecordIoProtobufFormat format) => type.TypeId switch
    {
        _ when format.WriteFloat32 => TensorKind.Float32,
        ArrowTypeId.Float or ArrowTypeId.HalfFloat => TensorKind.Float32,
        ArrowTypeId.Int8 or ArrowTypeId.Int16 or ArrowTypeId.Int32 or ArrowTypeId.UInt8 or ArrowTypeId.UInt16 or ArrowTypeId.Boolean =>
            TensorKind.Int32,
        _ => TensorKind.Float64,
    };

    private static TensorKind Widest(TensorKind[] kinds) =>
        kinds.All(k => k == kinds[0]) ? kinds[0] : TensorKind.Float64;
}
