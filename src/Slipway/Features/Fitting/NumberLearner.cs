namespace Slipway.Features;

/// <summary>Learns a number column: mean, deviation and range of the values present.</summary>
internal sealed class NumberLearner : StepLearner
{
    private readonly Moments _raw = new();
    private readonly Moments _scaled;
    private readonly double? _constant;
    private readonly bool _indicator;
    private readonly bool _log;
    private readonly FeatureStep _scaling;
    private readonly double[] _logs = new double[StepScratch.TileRows];

    /// <summary>The chain of a user, or of <see cref="FeaturePipeline.Auto"/>.</summary>
    public NumberLearner(IReadOnlyList<FeatureStep> steps)
    {
        var impute = steps.OfType<FeatureStep.ImputeStep>().FirstOrDefault();
        _constant = impute?.Value;
        _indicator = impute?.Indicator ?? false;
        _log = steps.OfType<FeatureStep.Log1pStep>().Any();
        _scaling = steps[^1].Rank == 2 ? steps[^1] : FeatureStep.PassThrough();
        _scaled = _log ? new Moments() : _raw;
    }

    public override void Observe(ColumnSource source, int rows, StepScratch scratch)
    {
        var numbers = (NumberSource)source;
        for (var start = 0; start < rows; start += StepScratch.TileRows)
        {
            var values = numbers.Read(start, Math.Min(StepScratch.TileRows, rows - start), scratch.Doubles);
            Check(values, start);
            var present = _raw.Add(values);
            Present += present;
            Missing += values.Length - present;
            if (_log)
            {
                for (var i = 0; i < values.Length; i++)
                {
                    _logs[i] = double.LogP1(values[i]);
                }

                _scaled.Add(_logs.AsSpan(0, values.Length));
            }
        }
    }

    public override LearnedStep Complete()
    {
        _raw.Flush();
        _scaled.Flush();
        var fill = _constant ?? _raw.Mean;
        var hasIndicator = _indicator && Missing > 0;
        if (_scaling is FeatureStep.BucketsStep buckets)
        {
            return new LearnedStep(new BucketStep([.. buckets.Boundaries], Missing > 0), 1);
        }

        var (shift, scale, offset) = _scaling switch
        {
            FeatureStep.StandardizeStep => (_scaled.Mean, Reciprocal(_scaled.Deviation), 0.0),
            FeatureStep.MinMaxStep range =>
                (_scaled.Minimum, Reciprocal(_scaled.Maximum - _scaled.Minimum) * (range.Maximum - range.Minimum), range.Minimum),
            _ => (0.0, 1.0, 0.0),
        };
        if (!double.IsFinite(shift) || !double.IsFinite(scale))
        {
            throw new InvalidFeatureException(-1, "the values are too large to scale", $"{_raw.Minimum:R} to {_raw.Maximum:R}");
        }

        return new LearnedStep(new NumberStep(fill, _log, shift, scale, offset, hasIndicator), 1 + (hasIndicator ? 0.5 : 0));
    }

    /// <summary>A constant column, and one whose spread is too small to divide by, becomes a constant feature.</summary>
    private static double Reciprocal(double spread) => spread > 0 && double.IsFinite(1 / spread) ? 1 / spread : 0;

    private void Check(ReadOnlySpan<double> values, int start)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsInfinity(values[i]) || (_log && values[i] <= -1))
            {
                throw new InvalidFeatureException(
                    start + i, double.IsInfinity(values[i]) ? "the value is not finite" : "log1p needs values greater than -1",
                        NumberText.Of(values[i]));
            }
        }
    }
}
