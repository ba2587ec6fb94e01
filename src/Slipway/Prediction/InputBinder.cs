using Slipway.Features;

namespace Slipway.Prediction;

/// <summary>Puts one raw row into an encoder. Immutable and thread-safe.</summary>
internal abstract class InputBinder<TIn>
{
    /// <summary>Sets the inputs of the encoder's current row.</summary>
    /// <param name="row">The row; by reference so that a struct is not copied for each property.</param>
    /// <param name="encoder">The encoder.</param>
    /// <exception cref="ArgumentException">A value cannot be what its column needs.</exception>
    public abstract void Encode(ref TIn row, RowEncoder encoder);
}
