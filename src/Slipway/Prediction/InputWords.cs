using Slipway.Features;

namespace Slipway.Prediction;

/// <summary>Words for what a column holds.</summary>
internal static class InputWords
{
    /// <summary>What the column holds: <c>a number</c>, <c>a vector of 784 numbers</c>.</summary>
    public static string Describe(InputColumn column) => column.Kind switch
    {
        InputKind.Number => "a number",
        InputKind.Text => "text",
        InputKind.Vector => $"a vector of {column.Width} numbers",
        _ => $"a sparse vector of {column.Width} numbers",
    };

    /// <summary>The property types that can feed it.</summary>
    public static string TypesFor(InputKind kind) => kind switch
    {
        InputKind.Number => "a number, bool or string, nullable if it can be missing",
        InputKind.Text => "a string, enum or integer",
        _ => "float[], ReadOnlyMemory<float>, double[] or byte[]",
    };
}
