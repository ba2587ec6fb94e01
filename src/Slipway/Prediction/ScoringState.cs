using Slipway.Features;

namespace Slipway.Prediction;

/// <summary>What one call needs for itself: an encoder and room for outputs. Used by one thread at a time.</summary>
/// <param name="encoder">Encodes rows.</param>
/// <param name="outputWidth">Outputs of a row.</param>
internal sealed class ScoringState(RowEncoder encoder, int outputWidth)
{
    private float[] _outputs = new float[outputWidth];

    /// <summary>Encodes rows.</summary>
    public RowEncoder Encoder { get; } = encoder;

    /// <summary>Room for the outputs of this many rows.</summary>
    public Span<float> Outputs(int rows)
    {
        var needed = checked(rows * outputWidth);
        if (_outputs.Length < needed)
        {
            _outputs = new float[needed];
        }

        return _outputs.AsSpan(0, needed);
    }
}
