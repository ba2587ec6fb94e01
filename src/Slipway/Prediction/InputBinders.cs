using System.Diagnostics.CodeAnalysis;
using Slipway.Data;
using Slipway.Features;

namespace Slipway.Prediction;

/// <summary>Chooses how a raw row of a type is read.</summary>
internal static class InputBinders
{
    /// <summary>The binder for a type of row.</summary>
    /// <exception cref="ArgumentException">The type cannot feed these inputs; says which and why.</exception>
    public static InputBinder<TIn> Create<[DynamicallyAccessedMembers(RecordMembers.Accessed)] TIn>(IReadOnlyList<InputColumn> inputs)
    {
        object? binder = null;
        if (typeof(TIn) == typeof(float[]))
        {
            binder = new VectorInputBinder<float[]>(new VectorInput(inputs, "float[]"), static row => row);
        }
        else if (typeof(TIn) == typeof(ReadOnlyMemory<float>))
        {
            binder = new VectorInputBinder<ReadOnlyMemory<float>>(new VectorInput(inputs, "ReadOnlyMemory<float>"), static row => row);
        }
        else if (typeof(TIn) == typeof(IReadOnlyDictionary<string, object?>))
        {
            binder = new DictionaryInputBinder<IReadOnlyDictionary<string, object?>, object?>(inputs);
        }
        else if (typeof(TIn) == typeof(Dictionary<string, object?>))
        {
            binder = new DictionaryInputBinder<Dictionary<string, object?>, object?>(inputs);
        }
        else if (typeof(TIn) == typeof(IReadOnlyDictionary<string, string?>))
        {
            binder = new DictionaryInputBinder<IReadOnlyDictionary<string, string?>, string?>(inputs);
        }
        else if (typeof(TIn) == typeof(Dictionary<string, string?>))
        {
            binder = new DictionaryInputBinder<Dictionary<string, string?>, string?>(inputs);
        }
        else if (typeof(TIn).IsArray || typeof(TIn).IsPrimitive || typeof(TIn) == typeof(string) || typeof(TIn) == typeof(object))
        {
            throw new ArgumentException(
                $"{TypeNames.Of(typeof(TIn))} cannot be the input of a predictor. Use a record with one property for each column, an"
                + " IReadOnlyDictionary<string, object>, float[] or ReadOnlyMemory<float>; for spans, CreateVectorPredictor().");
        }

        return binder as InputBinder<TIn> ?? new RecordInputBinder<TIn>(inputs);
    }
}
