using System.Diagnostics.CodeAnalysis;
using Slipway.Data;
using Slipway.Features;

namespace Slipway.Prediction;

/// <summary>Rows as records: one property for each input, bound by name when the predictor is made.</summary>
internal sealed class RecordInputBinder<[DynamicallyAccessedMembers(RecordMembers.Accessed)] T>
    : InputBinder<T>
{
    private readonly RecordProperty<T>[] _properties;
    private readonly BoundInput[] _inputs;

    /// <summary>Binds a record type to the inputs of a model.</summary>
    /// <exception cref="ArgumentException">
    /// Inputs without a property, or with one of the wrong type; all of them in one message.
    /// </exception>
    public RecordInputBinder(IReadOnlyList<InputColumn> inputs)
    {
        var binding = new RecordBinding<T>();
        var problems = new List<string>();
        var users = new Dictionary<RecordMember, string>();
        _inputs = [.. inputs.Select((column, index) => new BoundInput(index, column))];
        _properties = [.. _inputs.Select(input => Bind(binding, input, users, problems)).OfType<RecordProperty<T>>()];
        if (problems.Count > 0)
        {
            throw new ArgumentException(
                $"{TypeNames.Of(typeof(T))} cannot be the input of this model: {string.Join("; ", problems)}. Properties of"
                + $" {TypeNames.Of(typeof(T))}: {string.Join(", ", binding.Members.Select(m => m.Describe()))}.");
        }
    }

    /// <inheritdoc/>
    public override void Encode(ref T row, RowEncoder encoder)
    {
        // Not ThrowIfNull: it takes an object, so a struct would be boxed.
        if (row is null)
        {
            throw new ArgumentNullException(nameof(row), "The row is null.");
        }

        var inputs = _inputs;
        var properties = _properties;
        for (var i = 0; i < properties.Length; i++)
        {
            properties[i].Encode(ref row, encoder, inputs[i]);
        }
    }

    private static RecordProperty<T>? Bind(
        RecordBinding<T> binding, BoundInput input, Dictionary<RecordMember, string> users, List<string> problems)
    {
        var column = input.Column;
        try
        {
            if (binding.Find(column.Name) is not { } member)
            {
                problems.Add($"it has no property for column '{column.Name}' ({InputWords.Describe(column)}); add one, or mark the one that"
                    + $" holds it with [ColumnName(\"{column.Name}\")]");
                return null;
            }

            if (!users.TryAdd(member, column.Name))
            {
                problems.Add($"property '{member.Property.Name}' matches both column '{users[member]}' and column '{column.Name}'; mark a"
                    + " property of its own for each with [ColumnName]");
                return null;
            }

            var property = binding.Read(member);
            if (!property.Fits(input.Kind))
            {
                problems.Add($"column '{column.Name}' is {InputWords.Describe(column)}, but the property is"
                    + $" '{member.Describe()}'; make it {InputWords.TypesFor(input.Kind)}");
                return null;
            }

            return property;
        }
        catch (ArgumentException problem)
        {
            problems.Add(problem.Message.TrimEnd('.'));
            return null;
        }
    }
}
