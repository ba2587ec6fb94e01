using System.Runtime.InteropServices;

namespace Slipway.Tuning;

/// <summary>
/// The most probable hyperparameters for a number of trials. They are fitted at certain counts only, each time to the first so many ended
/// trials and from the fit before, so that they are a pure function of the trials: a new session walks the same chain.
/// </summary>
internal sealed class HyperparameterSchedule(HyperparameterLayout layout, HyperparameterPrior prior, SpaceEncoding encoding, BayesianOptions options)
{
    private readonly List<(int Count, double[] Theta)> _fits = [];
    private readonly List<Trial> _trials = [];

    /// <summary>The hyperparameters for the trials that ended.</summary>
    public double[] Fit(Observations observations)
    {
        var count = observations.Ended.Count;
        var common = 0;
        while (common < Math.Min(_trials.Count, count) && _trials[common].Number == observations.Ended[common].Number)
        {
            common++;
        }

        CollectionsMarshal.SetCount(_trials, common);
        _trials.AddRange(observations.Ended.Skip(common));
        _fits.RemoveAll(f => f.Count > common);
        var next = _fits.Count == 0 ? Math.Min(count, options.StartupTrials) : Next(_fits[^1].Count);
        for (; next <= count; next = Next(next))
        {
            var places = new double[next * encoding.Count];
            for (var i = 0; i < next; i++)
            {
                encoding.Encode(_trials[i].Point, places.AsSpan(i * encoding.Count, encoding.Count));
            }

            _fits.Add((next, Fit(places, observations.Losses(next), _fits.Count == 0 ? null : _fits[^1].Theta)));
        }

        return _fits[^1].Theta;
    }

    /// <summary>The count after which hyperparameters are fitted again: every trial at first, then about every twentieth part.</summary>
    internal static int Next(int count) => count + Math.Max(1, count / 20);

    private double[] Fit(ReadOnlySpan<double> places, double[] losses, double[]? before)
    {
        var targets = TargetTransform.Apply(losses, options.RanksWorst);
        var likelihood = new MarginalLikelihood(layout, prior, places, targets);
        var (lower, upper) = prior.Bounds(layout);
        double[]? best = null;
        var bestValue = double.PositiveInfinity;

        // A start of its own as long as that is cheap and the data can still change everything; then on from the last fit only.
        foreach (var (start, evaluations) in losses.Length < 60 || before is null
            ? new[] { (before, 30), (prior.Start(layout), 60) }
            : [(before, losses.Length < 150 ? 20 : 10)])
        {
            if (start is null)
            {
                continue;
            }

            var theta = start.AsSpan().ToArray();
            var value = BoundedLbfgs.Minimize(likelihood.Evaluate, theta, lower, upper, evaluations, 1e-3);
            if (value < bestValue)
            {
                (best, bestValue) = (theta, value);
            }
        }

        return best ?? before ?? prior.Start(layout);
    }
}
