using Slipway.Data;
using Slipway.Features;

namespace Slipway.Prediction;

/// <summary>
/// A raw row as plain numbers, in the order of the model's inputs: for models that read numbers only, or a single vector.
/// </summary>
internal sealed class VectorInput
{
    private readonly BoundInput[] _inputs;

    /// <summary>Checks that the model's raw row is a row of numbers.</summary>
    /// <param name="inputs">The inputs of the model.</param>
    /// <param name="given">What the caller wants to pass, for the message.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public VectorInput(IReadOnlyList<InputColumn> inputs, string given)
    {
        _inputs = [.. inputs.Select((column, index) => new BoundInput(index, column))];
        Width = inputs.Sum(i => i.Width);
        if (inputs.All(i => i.Kind is InputKind.Number) || (inputs is [{ Kind: InputKind.Vector or InputKind.SparseVector }]))
        {
            return;
        }

        var other = inputs.Where(i => i.Kind is not InputKind.Number).Select(i => $"'{i.Name}' is {InputWords.Describe(i)}");
        throw new ArgumentException(
            $"{given} can be the input of a model that reads only numbers or a single vector, but of this model's {inputs.Count} columns"
            + $" {string.Join(", ", other.Take(10))}. Use a record or an IReadOnlyDictionary<string, object>.");
    }

    /// <summary>Numbers in a row.</summary>
    public int Width { get; }

    /// <summary>Sets the inputs of the encoder's current row.</summary>
    /// <exception cref="ArgumentException">Another number of values.</exception>
    public void Encode(ReadOnlySpan<float> values, RowEncoder encoder)
    {
        if (values.Length != Width)
        {
            throw new ArgumentException(
                $"A row of this model has {Width} values ({BindingNames.List(_inputs.Select(i => i.Column.Name))}), but"
                + $" {values.Length} were given.");
        }

        if (_inputs.Length > 0 && _inputs[0].Kind is not InputKind.Number)
        {
            VectorEncoding.Encode(values, encoder, _inputs[0]);
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            encoder.SetNumber(i, values[i]);
        }
    }
}
