using Apache.Arrow;

namespace Slipway.Data;

/// <summary>The columns of a channel and what each is for.</summary>
public sealed class ChannelSchema
{
    /// <summary>Creates the schema; the names must be columns of <paramref name="columns"/>.</summary>
    /// <param name="columns">Every column of a batch, in order.</param>
    /// <param name="label">The label column, or null.</param>
    /// <param name="weight">The row-weight column, or null.</param>
    public ChannelSchema(Schema columns, string? label = null, string? weight = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Columns = columns;
        Label = label;
        Weight = weight;
    }

    /// <summary>Every column of a batch, in order. Columns that the channel ignores are not among them.</summary>
    public Schema Columns { get; }

    /// <summary>Name of the label column, or null.</summary>
    public string? Label { get; }

    /// <summary>Name of the row-weight column, or null.</summary>
    public string? Weight { get; }

    /// <summary>Names of the feature columns: all but label and weight, in order.</summary>
    public IEnumerable<string> Features => Columns.FieldsList.Select(f => f.Name).Where(n => n != Label && n != Weight);
}
