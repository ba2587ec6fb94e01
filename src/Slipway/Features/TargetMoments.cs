namespace Slipway.Features;

/// <summary>Weighted mean and deviation of targets, row after row (West, CACM 22(9), 1979): the same bits however the rows come in batches.</summary>
internal sealed class TargetMoments
{
    private double _total;
    private double _squares;

    /// <summary>Weighted mean; 0 without rows.</summary>
    public double Mean { get; private set; }

    /// <summary>Standard deviation, or 1 where it is 0.</summary>
    public double Scale
    {
        get
        {
            var deviation = _total > 0 ? Math.Sqrt(_squares / _total) : 0;
            return deviation > 0 ? deviation : 1;
        }
    }

    /// <summary>Adds rows.</summary>
    /// <param name="targets">Their targets.</param>
    /// <param name="weights">Their weights; empty when each counts 1.</param>
    public void Add(ReadOnlySpan<float> targets, ReadOnlySpan<float> weights)
    {
        for (var i = 0; i < targets.Length; i++)
        {
            var weight = weights.IsEmpty ? 1.0 : weights[i];
            if (weight > 0)
            {
                _total += weight;
                var difference = targets[i] - Mean;
                Mean += difference * weight / _total;
                _squares += weight * difference * (targets[i] - Mean);
            }
        }
    }
}
