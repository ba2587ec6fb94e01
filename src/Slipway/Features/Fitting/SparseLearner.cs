namespace Slipway.Features;

/// <summary>Learns the width of a sparse vector and, if asked, the largest absolute value of each index.</summary>
internal sealed class SparseLearner(int statedWidth, bool scaled) : StepLearner
{
    /// <summary>Most features of a sparse column.</summary>
    public const int MaximumWidth = 1 << 30;

    private int _width = statedWidth;
    private float[] _largest = [];
    private long _stored;

    public override void Observe(ColumnSource source, int rows, StepScratch scratch)
    {
        for (var r = 0; r < rows; r++)
        {
            if (!((SparseSource)source).TryRead(r, out var indices, out var values))
            {
                Missing++;
                continue;
            }

            Present++;
            _stored += indices.Length;
            if (indices.IsEmpty)
            {
                continue;
            }

            if (indices[^1] >= MaximumWidth)
            {
                throw new InvalidFeatureException(r, $"an index of a sparse vector must be below {MaximumWidth}",
                    NumberText.Of(indices[^1]));
            }

            _width = Math.Max(_width, indices[^1] + 1);
            Check(indices, values, r);
        }
    }

    public override LearnedStep Complete()
    {
        var width = Math.Max(1, _width);
        float[]? scale = null;
        if (scaled)
        {
            scale = new float[width];
            for (var i = 0; i < Math.Min(width, _largest.Length); i++)
            {
                var reciprocal = 1 / _largest[i];
                scale[i] = _largest[i] > 0 && float.IsFinite(reciprocal) ? reciprocal : 0;
            }
        }

        return new LearnedStep(new SparseStep(width, scale), (double)_stored / (Present + Missing), width);
    }

    private void Check(ReadOnlySpan<int> indices, ReadOnlySpan<float> values, int row)
    {
        if (scaled && _largest.Length < _width)
        {
            Array.Resize(ref _largest, Math.Max(_width, Math.Min(_largest.Length, MaximumWidth / 2) * 2));
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new InvalidFeatureException(row, $"the value at index {indices[i]} is not finite", NumberText.Of(values[i]));
            }

            if (scaled)
            {
                _largest[indices[i]] = Math.Max(_largest[indices[i]], Math.Abs(values[i]));
            }
        }
    }
}
