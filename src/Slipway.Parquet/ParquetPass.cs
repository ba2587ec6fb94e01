using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Chooses what a pass over a file reads, and reports everything that is wrong with the choice at once.</summary>
internal sealed class ParquetPass(ParquetFormat format, ParquetFile file, FormatSource source, Schema schema)
{
    private readonly List<string> _problems = [];

    /// <exception cref="DataFormatException">The file has other columns, or one that is wanted cannot be read.</exception>
    public BatchReader Open()
    {
        RequireSameNames();
        var wanted = source.Columns?.ToHashSet(StringComparer.Ordinal);
        var fields = new List<Field>();
        var readers = new List<ColumnReader>();
        for (var i = 0; i < schema.FieldsList.Count; i++)
        {
            if (wanted is null || wanted.Contains(schema.FieldsList[i].Name))
            {
                fields.Add(schema.FieldsList[i]);
                Add(readers, file.Columns[i], schema.FieldsList[i]);
            }
        }

        var filters = format.Filters.Select(f => Filter(f, fields, readers)).OfType<RowGroupFilter>().ToList();
        if (_problems.Count > 0)
        {
            throw new DataFormatException(
                string.Join("; ", _problems), source.Name,
                remedy: "Leave such columns out (WithoutColumns or WithFeatures), or ask for another type.");
        }

        // Without a column there would be no rows to count.
        return fields.Count > 0
            ? new ParquetBatchReader(
                file, source, fields.Count == schema.FieldsList.Count ? schema : new Schema(fields, schema.Metadata), [.. readers], filters)
            : throw new DataFormatException("no column is wanted of the file", source.Name, remedy: "Name at least one column.");
    }

    private void RequireSameNames()
    {
        var (count, expected) = (file.Columns.Count, schema.FieldsList.Count);
        if (count != expected)
        {
            throw source.OtherColumns($"{count} columns", $"{expected} columns");
        }

        for (var i = 0; i < count; i++)
        {
            if (file.Columns[i].Name != schema.FieldsList[i].Name)
            {
                throw source.OtherColumns(
                    $"its column number {i + 1} is named '{file.Columns[i].Name}'", $"'{schema.FieldsList[i].Name}'", file.Columns[i].Name);
            }
        }
    }

    private void Add(List<ColumnReader> readers, ParquetLeaf leaf, Field field)
    {
        if (ColumnReaders.For(leaf, field.DataType) is { } reader)
        {
            readers.Add(reader);
        }
        else if (leaf.Problem is null && source.SchemaOrigin is { } origin && origin != source.Name)
        {
            throw source.OtherColumns($"it holds {ParquetTypes.Describe(leaf)}", field.DataType.Name, leaf.Name);
        }
        else
        {
            _problems.Add($"column '{leaf.Name}': " + (leaf.Problem
                ?? (leaf.IsList && ReferenceEquals(field.DataType, ParquetTypes.Unreadable)
                    ? $"the column is {ParquetTypes.Describe(leaf)} with no list in it, or of items that are no numbers"
                    : $"{ParquetTypes.Describe(leaf)} cannot be read as {field.DataType.Name}")));
        }
    }

    private RowGroupFilter? Filter(ColumnFilter filter, List<Field> fields, List<ColumnReader> readers)
    {
        var at = -1;
        for (var i = 0; i < schema.FieldsList.Count; i++)
        {
            at = schema.FieldsList[i].Name == filter.Column ? i : at;
        }

        if (at < 0)
        {
            _problems.Add(
                $"the filter names a column '{filter.Column}' that is not there; the columns are "
                + string.Join(", ", schema.FieldsList.Take(40).Select(f => $"'{f.Name}'")));
            return null;
        }

        var field = schema.FieldsList[at];
        var isText = field.DataType.TypeId == ArrowTypeId.String;
        var isNumber = field.DataType.TypeId is ArrowTypeId.Double or ArrowTypeId.Float
            or ArrowTypeId.Int64 or ArrowTypeId.Boolean;
        if (filter.Text is null ? !isNumber : !isText)
        {
            _problems.Add(
                $"the filter on '{filter.Column}' compares {(filter.Text is null ? "numbers" : "text")}, and the column is {field.DataType.Name}");
            return null;
        }

        var position = readers.FindIndex(r => r.Leaf.Name == filter.Column);
        if (position < 0)
        {
            Add(readers, file.Columns[at], field);
            position = readers.Count - 1;
        }

        // A time that is asked for as an integer counts in other units than its bounds.
        var hasBounds = field.DataType.TypeId != ArrowTypeId.Int64
            || ParquetText.SecondDigits(file.Columns[at].Element.Logical) < 0;
        return position >= 0 ? new RowGroupFilter(filter, readers[position], position, hasBounds) : null;
    }
}
