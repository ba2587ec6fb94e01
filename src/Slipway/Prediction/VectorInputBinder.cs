using Slipway.Features;

namespace Slipway.Prediction;

/// <summary>Rows as <c>float[]</c> or memory of floats.</summary>
/// <param name="input">The checked inputs.</param>
/// <param name="span">The numbers of a row.</param>
internal sealed class VectorInputBinder<TIn>(VectorInput input, Func<TIn, ReadOnlyMemory<float>> span) : InputBinder<TIn>
{
    /// <inheritdoc/>
    public override void Encode(ref TIn row, RowEncoder encoder)
    {
        if (row is null)
        {
            throw new ArgumentNullException(nameof(row), "The row is null.");
        }

        input.Encode(span(row).Span, encoder);
    }
}
