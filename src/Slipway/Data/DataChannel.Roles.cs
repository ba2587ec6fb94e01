using Slipway.Data;

namespace Slipway;

public sealed partial class DataChannel
{
    internal bool HasLabel => _roles.Label is not null;

    /// <summary>Makes a column the label (what a model learns to predict). The last call counts; it survives every later
    /// transform.</summary>
    /// <param name="name">Column name; an absent one is reported by <see cref="Open"/> with the names that there are.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public DataChannel WithLabel(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return WithRoles(_roles with { Label = new ColumnReference(name, 0, _transforms.Length), LabelIsOptional = false });
    }

    /// <summary>Makes a column the label by position, counted over the columns that the channel has at this call.</summary>
    /// <param name="index">Zero-based; negative counts from the end, so -1 is the last column.</param>
    public DataChannel WithLabel(int index) =>
        WithRoles(_roles with { Label = new ColumnReference(null, index, _transforms.Length), LabelIsOptional = false });

    /// <summary>No column is the label. The column that was stays, as a feature; <see cref="WithoutColumns"/> drops it.</summary>
    public DataChannel WithoutLabel() => WithRoles(_roles with { Label = null });

    /// <summary>Makes a numeric column the weight of each row in training and evaluation (1 = counts once). The last call counts.</summary>
    /// <param name="name">Column name.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public DataChannel WithWeight(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return WithRoles(_roles with { Weight = name, WeightIsOptional = false });
    }

    /// <summary>Keeps only these feature columns, in this order, next to label and weight. The last call counts; the default is every
    /// column.</summary>
    /// <param name="names">Distinct column names, neither label nor weight.</param>
    /// <exception cref="ArgumentException">There are no names, or one is empty.</exception>
    public DataChannel WithFeatures(params ReadOnlySpan<string> names)
    {
        RequireNames(names, nameof(names));
        return WithRoles(_roles with { Features = [.. names] });
    }

    /// <summary>Leaves columns out (identifiers, say). Calls add up; columns named by <see cref="WithFeatures"/> are left out
    /// too.</summary>
    /// <param name="names">Column names, neither label nor weight.</param>
    /// <exception cref="ArgumentException">There are no names, or one is empty.</exception>
    public DataChannel WithoutColumns(params ReadOnlySpan<string> names)
    {
        RequireNames(names, nameof(names));
        return WithRoles(_roles with { Without = [.. _roles.Without, .. names] });
    }

    /// <summary>Reads a column of a text file as this type rather than the inferred one (a postcode as text, an identifier as an
    /// integer).</summary>
    /// <param name="name">Column name; an absent one is reported by <see cref="Open"/> with the names that there are.</param>
    /// <param name="type">The type; a value that does not fit is an error that names its line.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">The channel reads rows in memory, which have their types already.</exception>
    public DataChannel WithColumn(string name, ColumnType type)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _source is ITypedSource source
            ? new(source.WithType(name, type), _transforms, _roles, _mode) { IsShardedByObject = IsShardedByObject }
            : throw new InvalidOperationException(
                $"The types of {_source.Description} are fixed. Change the type of '{name}' where the rows are made, or by Map.");
    }

    private static void RequireNames(ReadOnlySpan<string> names, string parameter)
    {
        if (names.IsEmpty)
        {
            throw new ArgumentException("Name at least one column.", parameter);
        }

        foreach (var name in names)
        {
            if (string.IsNullOrEmpty(name))
            {
                throw new ArgumentException("A column name is null or empty.", parameter);
            }
        }
    }

    private DataChannel WithRoles(ChannelRoles roles) => new(_source, _transforms, roles, _mode) { IsShardedByObject = IsShardedByObject };
}
