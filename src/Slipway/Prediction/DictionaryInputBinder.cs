using Slipway.Data;
using Slipway.Features;

namespace Slipway.Prediction;

/// <summary>
/// Rows as dictionaries from column name to value. A key must be there for each column; a null value is missing. Keys of other columns
/// are ignored.
/// </summary>
internal sealed class DictionaryInputBinder<TIn, TValue>(IReadOnlyList<InputColumn> inputs) : InputBinder<TIn>
    where TIn : IReadOnlyDictionary<string, TValue>
{
    private readonly BoundInput[] _inputs = [.. inputs.Select((column, index) => new BoundInput(index, column))];

    /// <inheritdoc/>
    public override void Encode(ref TIn row, RowEncoder encoder)
    {
        if (row is null)
        {
            throw new ArgumentNullException(nameof(row), "The row is null.");
        }

        foreach (ref readonly var input in _inputs.AsSpan())
        {
            if (!row.TryGetValue(input.Column.Name, out var value))
            {
                value = FindBySpelling(row, input.Column);
            }

            if (value is string text)
            {
                TextValue(text, encoder, input);
            }
            else if (value is not null)
            {
                ObjectEncoding.Encode(value, encoder, input);
            }
        }
    }

    private static void TextValue(string text, RowEncoder encoder, in BoundInput input)
    {
        if (input.Kind is not (InputKind.Text or InputKind.Number))
        {
            throw ObjectEncoding.Mismatch(text, input);
        }

        TextEncoding.Encode(text, encoder, input);
    }

    // The slow way, for a key that differs from the column in case or separators.
    private static TValue FindBySpelling(TIn row, InputColumn column)
    {
        string? found = null;
        var result = default(TValue)!;
        foreach (var (key, value) in row)
        {
            if (!BindingNames.AreEqual(key, column.Name))
            {
                continue;
            }

            if (found is not null)
            {
                throw new ArgumentException(
                    $"Column '{column.Name}' is ambiguous: the keys '{found}' and '{key}' match it. Use '{column.Name}' itself.");
            }

            found = key;
            result = value;
        }

        return found is not null ? result : throw new ArgumentException(
            $"The dictionary has no key for column '{column.Name}' ({InputWords.Describe(column)}); its keys are"
            + $" {BindingNames.List(row.Keys)}. Add it, with null as the value when it is missing.");
    }
}
