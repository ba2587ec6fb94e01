namespace Slipway.Features;

/// <summary>Reads row weights.</summary>
internal static class WeightColumn
{
    /// <summary>Weights of consecutive rows of a batch.</summary>
    /// <exception cref="InvalidFeatureException">A weight is missing, negative or not finite, or the column is not of numbers.</exception>
    public static void Read(ColumnSource source, int start, Span<float> weights, Span<double> scratch)
    {
        if (source is not NumberSource numbers)
        {
            throw new InvalidFeatureException(start, "weights must be numbers, but the column holds text", null);
        }

        for (var done = 0; done < weights.Length; done += scratch.Length)
        {
            var values = numbers.Read(start + done, Math.Min(scratch.Length, weights.Length - done), scratch);
            for (var i = 0; i < values.Length; i++)
            {
                var weight = (float)values[i];
                weights[done + i] = weight >= 0 && float.IsFinite(weight) ? weight : throw new InvalidFeatureException(
                    start + done + i, double.IsNaN(values[i]) ? "the weight is missing" : "a weight must be finite and not negative",
                    double.IsNaN(values[i]) ? null : NumberText.Of(values[i]));
            }
        }
    }
}
