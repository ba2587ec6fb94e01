using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// Makes records from rows: through the public constructor with the most parameters that the columns can fill, then through the settable
/// properties that it does not cover. Immutable and thread-safe. Values are boxed on the way (constructors have no typed delegates).
/// </summary>
/// <remarks>
/// Every parameter without a default value and every settable property needs a column, so that a mistyped name is an error and not a
/// default value. Properties that can only be read are left alone.
/// </remarks>
internal sealed class RecordFactory<[DynamicallyAccessedMembers(RecordMembers.Accessed)] T>
{
    private readonly IReadOnlyList<RecordMember> _members = RecordMembers.Of(typeof(T));

    /// <summary>Binds the type to the columns of a pass.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="source">What the rows come from, for messages.</param>
    /// <param name="operation">The call that needs the records, for messages.</param>
    /// <exception cref="DataFormatException">A column is absent, ambiguous, or of a type that the property cannot hold.</exception>
    public RecordDecoder<T> Bind(Schema columns, string source, string operation)
    {
        var slots = new SlotBinder(typeof(T), _members, columns, source, operation);
        var best = Constructors().FirstOrDefault(slots.CanFill) ?? Constructors().FirstOrDefault();
        if (best is null && !typeof(T).IsValueType)
        {
            throw new ArgumentException(
                $"{operation}: {TypeNames.Of(typeof(T))} has no public constructor, so no row can become one. Give it one with a parameter"
                + " for each column, or one without parameters and settable properties.");
        }

        var parameters = best?.GetParameters() ?? [];
        var arguments = parameters.Select(slots.Argument).ToArray();
        var setters = _members
            .Where(m => m.Property.SetMethod is { IsPublic: true } && !parameters.Any(p => SlotBinder.IsSame(p, m)))
            .Select(slots.Setter)
            .ToArray();
        return new RecordDecoder<T>(best, arguments, setters, source);
    }

    private static IEnumerable<ConstructorInfo> Constructors() => typeof(T).GetConstructors()
        .Where(c => c.GetParameters() is not [var only] || only.ParameterType != typeof(T))
        .OrderByDescending(c => c.GetParameters().Length);
}
