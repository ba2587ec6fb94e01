namespace Slipway.Features;

/// <summary>What kind of value a raw column holds.</summary>
public enum InputKind
{
    /// <summary>A number (or a boolean, as 0 and 1); missing is NaN.</summary>
    Number,

    /// <summary>Text; missing is null.</summary>
    Text,

    /// <summary>A fixed number of numbers (a pixel row, an embedding).</summary>
    Vector,

    /// <summary>Index-value pairs.</summary>
    SparseVector,
}
