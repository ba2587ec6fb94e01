using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Features;

/// <summary>The columns of one record batch that a fitted pipeline reads, found by name.</summary>
internal sealed class BatchColumns
{
    private BatchColumns(ColumnSource[] inputs, ColumnSource? label, ColumnSource? weight) =>
        (Inputs, Label, Weight) = (inputs, label, weight);

    public ColumnSource[] Inputs { get; }

    public ColumnSource? Label { get; }

    public ColumnSource? Weight { get; }

    /// <summary>Finds the columns and checks their types; reports all problems at once.</summary>
    /// <param name="batch">Rows.</param>
    /// <param name="inputs">What the pipeline reads.</param>
    /// <param name="label">Label column to read, or null.</param>
    /// <param name="weight">Weight column to read, or null.</param>
    /// <param name="source">For messages.</param>
    public static BatchColumns Find(RecordBatch batch, IReadOnlyList<InputColumn> inputs, string? label, string? weight, string source)
    {
        var fields = batch.Schema.FieldsList;
        var problems = new List<(string Column, string Text)>();
        var sources = new ColumnSource[inputs.Count];
        for (var i = 0; i < sources.Length; i++)
        {
            var input = inputs[i];
            var at = IndexOf(fields, input.Name);
            if (at < 0)
            {
                problems.Add((input.Name, "the column is missing; the pipeline was fitted with it"));
                continue;
            }

            var type = fields[at].DataType;
            if (type.TypeId != ArrowTypeId.Null && InputKinds.Of(type) != input.Kind)
            {
                problems.Add((
                    input.Name, $"the column is of type {type.Name}; the pipeline was fitted on {InputKinds.Describe(input.Kind)}"));
                continue;
            }

            sources[i] = ColumnSource.Create(batch.Column(at), input.Kind);
            if (sources[i] is VectorSource { Width: > 0 } vector && vector.Width != input.Width)
            {
                problems.Add((input.Name, $"vectors have {vector.Width} values; the pipeline was fitted on {input.Width}"));
            }
        }

        if (problems.Count > 0)
        {
            throw new DataFormatException(
                string.Join("; ", problems.Select(p => problems.Count == 1 ? p.Text : $"column '{p.Column}': {p.Text}")), source,
                column: problems.Count == 1 ? problems[0].Column : null,
                remedy: $"Columns found: {string.Join(", ", fields.Select(f => $"{f.Name} {f.DataType.Name}"))}.");
        }

        return new BatchColumns(sources, Role(batch, label, source), Role(batch, weight, source));
    }

    public static int IndexOf(IReadOnlyList<Field> fields, string name)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    private static ColumnSource? Role(RecordBatch batch, string? name, string source)
    {
        var at = name is null ? -1 : IndexOf(batch.Schema.FieldsList, name);
        if (at < 0)
        {
            return null;
        }

        var field = batch.Schema.FieldsList[at];
        return ColumnSource.Create(batch.Column(at), LabelCodec.Kind(field, LearningTask.Classification, source));
    }
}
