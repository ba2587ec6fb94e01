using System.Collections.Immutable;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>The roles that a user asked for; resolved against the columns that are there when a pass starts.</summary>
internal sealed record ChannelRoles
{
    /// <summary>No label, no weight, every column a feature.</summary>
    public static ChannelRoles None { get; } = new();

    /// <summary>The label column, or null.</summary>
    public ColumnReference? Label { get; init; }

    /// <summary>True when <see cref="Label"/> is only a column that may be there (a format's own), and its absence is no error.</summary>
    public bool LabelIsOptional { get; init; }

    /// <summary>The row-weight column, or null.</summary>
    public string? Weight { get; init; }

    /// <summary>True when <see cref="Weight"/> is only a column that may be there (a format's own), and its absence is no error.</summary>
    public bool WeightIsOptional { get; init; }

    /// <summary>The feature columns in the order that they are wanted, or null for all.</summary>
    public ImmutableArray<string>? Features { get; init; }

    /// <summary>Columns to leave out.</summary>
    public ImmutableArray<string> Without { get; init; } = [];

    /// <summary>Columns of a source that only steps see (a path that tells the label), unless a role names them; absent ones are no error.</summary>
    public ImmutableArray<string> Hidden { get; init; } = [];

    /// <summary>
    /// The name of the label column among the columns of a stage, or null when there is none (yet).
    /// </summary>
    /// <param name="columns">Columns of that stage.</param>
    /// <param name="stage">Number of transforms so far.</param>
    /// <param name="known">The name that an earlier stage found.</param>
    public string? LabelAt(Schema columns, int stage, string? known)
    {
        var name = known ?? Label?.Name;
        if (name is not null)
        {
            return ColumnNames.Find(columns, name) is var at and >= 0 ? columns.GetFieldByIndex(at).Name : known;
        }

        if (Label is null || Label.Stage != stage)
        {
            return null;
        }

        var count = columns.FieldsList.Count;
        var index = Label.Index < 0 ? count + Label.Index : Label.Index;
        return index >= 0 && index < count ? columns.GetFieldByIndex(index).Name : null;
    }

    /// <summary>The weight column of a stage, or null.</summary>
    public string? WeightAt(Schema columns) =>
        Weight is not null && ColumnNames.Find(columns, Weight) is var at and >= 0 ? columns.GetFieldByIndex(at).Name : null;

    /// <summary>The columns that a reader shows (positions in <paramref name="columns"/>) and their roles; reports all problems at
    /// once.</summary>
    /// <param name="columns">Columns after the last transform.</param>
    /// <param name="label">What <see cref="LabelAt"/> found, stage by stage.</param>
    /// <param name="source">Description of the source, for messages.</param>
    /// <exception cref="DataFormatException">A named column is absent, or one column has two roles.</exception>
    public (int[] Positions, ChannelSchema Schema) Resolve(Schema columns, string? label, string source)
    {
        var problems = new List<(string Column, string Text)>();
        if (ColumnNames.FirstDuplicate(columns) is { } twice)
        {
            throw new DataFormatException(
                "more than one column has this name", source, column: twice, expected: "a different name for each column",
                remedy: "Rename one of them.");
        }

        int Find(string name, string role)
        {
            var at = ColumnNames.Find(columns, name);
            if (at < 0)
            {
                problems.Add((name, ColumnNames.Missing(columns, name, role)));
            }

            return at;
        }

        var count = columns.FieldsList.Count;
        var labelAt = -1;
        if (Label is not null && !(LabelIsOptional && label is null))
        {
            if (label is null && Label.Name is null)
            {
                var position = Label.Index.ToString(System.Globalization.CultureInfo.InvariantCulture);
                problems.Add((
                    position, $"there is no column at the label's index {position}; {count} columns allow {-count} to {count - 1}"));
            }
            else
            {
                labelAt = Find(label ?? Label.Name!, "label");
            }
        }

        var weightAt = Weight is null || (WeightIsOptional && WeightAt(columns) is null) ? -1 : Find(Weight, "weight");
        if (weightAt >= 0 && weightAt == labelAt)
        {
            problems.Add((columns.GetFieldByIndex(weightAt).Name, $"'{columns.GetFieldByIndex(weightAt).Name}' is both label and weight"));
        }

        var hidden = new bool[count];
        foreach (var name in Hidden)
        {
            var at = ColumnNames.Find(columns, name);
            if (at >= 0 && at != labelAt && at != weightAt && Features?.Contains(columns.GetFieldByIndex(at).Name) != true)
            {
                hidden[at] = true;
            }
        }

        foreach (var name in Without)
        {
            var at = Find(name, "excluded");
            if (at >= 0)
            {
                hidden[at] = true;
                if (at == labelAt || at == weightAt)
                {
                    problems.Add((name, $"WithoutColumns excludes '{name}', which is the {(at == labelAt ? "label" : "weight")}"));
                }
            }
        }

        var positions = Positions(Find, problems, count, labelAt, weightAt, hidden);
        Report(problems, columns, source);
        var schema = positions.SequenceEqual(Enumerable.Range(0, count))
            ? columns
            : new Schema(positions.Select(columns.GetFieldByIndex), columns.Metadata);
        return (positions, new ChannelSchema(schema,
            labelAt < 0 ? null : columns.GetFieldByIndex(labelAt).Name, weightAt < 0 ? null : columns.GetFieldByIndex(weightAt).Name));
    }

    private int[] Positions(
        Func<string, string, int> find, List<(string Column, string Text)> problems, int count, int labelAt, int weightAt, bool[] hidden)
    {
        if (Features is not { } features)
        {
            return [.. Enumerable.Range(0, count).Where(i => !hidden[i])];
        }

        var positions = new List<int>();
        var taken = new bool[count];
        foreach (var name in features)
        {
            var at = find(name, "feature");
            if (at >= 0 && (at == labelAt || at == weightAt))
            {
                problems.Add((name, $"WithFeatures names '{name}', which is the {(at == labelAt ? "label" : "weight")}"));
            }
            else if (at >= 0 && taken[at])
            {
                problems.Add((name, $"WithFeatures names '{name}' twice"));
            }
            else if (at >= 0 && !hidden[at])
            {
                positions.Add(at);
                taken[at] = true;
            }
        }

        positions.AddRange(new[] { labelAt, weightAt }.Where(i => i >= 0));
        return [.. positions];
    }

    private static void Report(List<(string Column, string Text)> problems, Schema columns, string source)
    {
        if (problems.Count > 0)
        {
            throw new DataFormatException(
                string.Join("; ", problems.Select(p => p.Text)), source, column: problems.Count == 1 ? problems[0].Column : null,
                remedy: $"Of this source {ColumnNames.List(columns)}.");
        }
    }
}
