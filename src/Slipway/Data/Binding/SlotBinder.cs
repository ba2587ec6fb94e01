using System.Reflection;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Finds the column of each constructor parameter and settable property of a record type.</summary>
/// <param name="type">The record type.</param>
/// <param name="members">Its properties.</param>
/// <param name="columns">The columns of the pass.</param>
/// <param name="source">What the rows come from, for messages.</param>
/// <param name="operation">The call that needs the records, for messages.</param>
internal sealed class SlotBinder(Type type, IReadOnlyList<RecordMember> members, Schema columns, string source, string operation)
{
    /// <summary>Whether a parameter and a property are one thing (<c>alcohol</c> and <c>Alcohol</c>).</summary>
    public static bool IsSame(ParameterInfo parameter, RecordMember member) =>
        string.Equals(parameter.Name, member.Property.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether every parameter has a column or a default value.</summary>
    public bool CanFill(ConstructorInfo constructor) =>
        constructor.GetParameters().All(p => p.HasDefaultValue || Find(ColumnOf(p), p.Name!) >= 0);

    /// <summary>The slot of a parameter.</summary>
    public RecordSlot Argument(ParameterInfo parameter)
    {
        var column = ColumnOf(parameter);
        var index = Find(column, parameter.Name!);
        return index >= 0 || parameter.HasDefaultValue
            ? Slot(index, parameter.Name!, parameter.ParameterType, null) with { Default = parameter.DefaultValue }
            : throw Absent(column, parameter.Name!, parameter.ParameterType);
    }

    /// <summary>The slot of a settable property.</summary>
    public RecordSlot Setter(RecordMember member)
    {
        var index = Find(member.Column, member.Property.Name);
        return index >= 0
            ? Slot(index, member.Property.Name, member.Property.PropertyType, MethodInvoker.Create(member.Property.SetMethod!))
            : throw Absent(member.Column, member.Property.Name, member.Property.PropertyType);
    }

    private RecordSlot Slot(int index, string name, Type target, MethodInvoker? setter)
    {
        if (index < 0)
        {
            return new RecordSlot(-1, "", name, target, null, setter);
        }

        var field = columns.GetFieldByIndex(index);
        var cells = CellReader.Create(field.DataType, target) ?? throw new DataFormatException(
            $"{operation} cannot put a column of type {field.DataType.Name} into '{TypeNames.Of(target)} {name}' of {TypeNames.Of(type)}",
            source, column: field.Name, remedy: $"Change the type of the property. Supported types: {RecordTypes.Supported}.");
        return new RecordSlot(index, field.Name, name, target, cells, setter);
    }

    private string ColumnOf(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<ColumnNameAttribute>()?.Name
        ?? members.FirstOrDefault(m => IsSame(parameter, m))?.Column
        ?? parameter.Name!;

    // Index of the column, -1 when there is none.
    private int Find(string column, string name)
    {
        var fields = columns.FieldsList;
        var key = BindingNames.Key(column);
        var found = -1;
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].Name == column)
            {
                return i;
            }
        }

        for (var i = 0; i < fields.Count; i++)
        {
            if (BindingNames.Key(fields[i].Name) == key)
            {
                found = found < 0 ? i : throw new DataFormatException(
                    $"'{name}' of {TypeNames.Of(type)} is ambiguous: it matches the columns '{fields[found].Name}' and '{fields[i].Name}'",
                    source, remedy: "Name the right one with [ColumnName].");
            }
        }

        return found;
    }

    private DataFormatException Absent(string column, string name, Type target) => new(
        $"there is no such column, which {operation} needs for '{TypeNames.Of(target)} {name}' of {TypeNames.Of(type)}", source,
        column: column, expected: $"one of the columns {BindingNames.List(columns.FieldsList.Select(f => f.Name))}",
        remedy: "Rename the property, mark it with [ColumnName], or leave it out.");
}
