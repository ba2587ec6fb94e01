namespace Slipway.Features;

/// <summary>
/// Learns mean and deviation of each element of a vector. Welford, "Note on a Method for Calculating Corrected Sums of Squares and
/// Products" (Technometrics 1962), row by row in double, so the result depends on the rows alone.
/// </summary>
internal sealed class VectorLearner(int width, FeatureStep step) : StepLearner
{
    private readonly double[] _means = new double[width];
    private readonly double[] _squares = new double[width];
    private readonly long[] _counts = new long[width];

    public override void Observe(ColumnSource source, int rows, StepScratch scratch)
    {
        var vectors = (VectorSource)source;
        for (var r = 0; r < rows; r++)
        {
            if (!vectors.TryRead(r, scratch.Floats(width), out var vector))
            {
                Missing++;
                continue;
            }

            Present++;
            if (step is FeatureStep.StandardizeStep)
            {
                Add(vector, r);
            }
        }
    }

    public override LearnedStep Complete() => new(Step(), width, width);

    private VectorStep Step() => step switch
    {
        FeatureStep.ImageScaleStep => new VectorStep(width, [0], [0], [1 / 255f]),
        FeatureStep.PassThroughStep => new VectorStep(width, [0], [0], [1]),
        _ => Standardized(),
    };

    private VectorStep Standardized()
    {
        var means = new float[width];
        var scales = new float[width];
        for (var i = 0; i < width; i++)
        {
            means[i] = (float)_means[i];
            var scale = _squares[i] > 0 ? (float)(1 / Math.Sqrt(_squares[i] / _counts[i])) : 0;
            scales[i] = float.IsFinite(scale) ? scale : 0;
        }

        return new VectorStep(width, means, means, scales);
    }

    private void Add(ReadOnlySpan<float> vector, int row)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            var x = (double)vector[i];
            if (double.IsNaN(x))
            {
                continue;
            }

            if (double.IsInfinity(x))
            {
                throw new InvalidFeatureException(row, $"element {i} of the vector is not finite", NumberText.Of(x));
            }

            var delta = x - _means[i];
            _means[i] += delta / ++_counts[i];
            _squares[i] += delta * (x - _means[i]);
        }
    }
}
