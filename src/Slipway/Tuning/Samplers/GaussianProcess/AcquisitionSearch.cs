namespace Slipway.Tuning;

/// <summary>
/// Looks for the place with the largest acquisition: candidates over the whole space and around the best trials, then the best candidates
/// improved by gradient steps in the continuous parameters and by moves of one whole number or choice at a time.
/// </summary>
internal sealed class AcquisitionSearch(SpaceEncoding encoding, Acquisition acquisition)
{
    private const int Starts = 5;
    private const int GradientEvaluations = 30;
    private const int Rounds = 4;

    private readonly List<(double Value, double[] Place)> _found = [];

    /// <summary>Places by falling acquisition: the improved ones first.</summary>
    /// <param name="random">The random numbers of this proposal.</param>
    /// <param name="count">Candidates.</param>
    /// <param name="centers">Places of the best trials, the best first.</param>
    public IEnumerable<double[]> Run(SamplerRandom random, int count, IReadOnlyList<double[]> centers)
    {
        AddSpread(new KroneckerSequence(encoding.Count, new SamplerRandom((ulong)random.NextBelow(int.MaxValue), SamplerStream.BayesianCandidates, 0)), count);
        AddAround(ref random, count / 4, centers);
        _found.Sort(static (a, b) => b.Value.CompareTo(a.Value));
        var improved = new List<(double Value, double[] Place)>();
        foreach (var (_, place) in Distinct(Starts))
        {
            improved.Add(Improve(place));
        }

        improved.Sort(static (a, b) => b.Value.CompareTo(a.Value));
        return improved.Concat(_found).Select(f => f.Place);
    }

    private void AddSpread(KroneckerSequence sequence, int count)
    {
        var units = new double[encoding.Count];
        for (var i = 0; i < count; i++)
        {
            sequence.Point(i, units);
            var place = new double[units.Length];
            encoding.FromUnits(units, place);
            _found.Add((acquisition.Evaluate(place), place));
        }
    }

    /// <summary>Places near the best trials: each coordinate moves with probability 1/2, over distances from a fifth down to a thousandth.</summary>
    private void AddAround(ref SamplerRandom random, int count, IReadOnlyList<double[]> centers)
    {
        for (var i = 0; i < count && centers.Count > 0; i++)
        {
            var place = centers[i % centers.Count].AsSpan().ToArray();
            var distance = 0.2 * Math.Pow(10, -2.3 * random.NextUnit());
            for (var d = 0; d < place.Length; d++)
            {
                var moves = random.NextBelow(2) == 0;
                var normal = random.NextNormal();
                var unit = random.NextUnit();
                if (d < encoding.Numeric)
                {
                    place[d] = moves ? encoding.Snap(d, Math.Clamp(place[d] + (distance * normal), 0, 1)) : place[d];
                }
                else if (moves && distance > 0.05)
                {
                    place[d] = encoding.Snap(d, unit);
                }
            }

            _found.Add((acquisition.Evaluate(place), place));
        }
    }

    /// <summary>The best places that are not next to a better one: half the starts would otherwise climb the same hill.</summary>
    private IEnumerable<(double Value, double[] Place)> Distinct(int count)
    {
        var taken = new List<double[]>();
        foreach (var found in _found)
        {
            if (taken.Count == count)
            {
                yield break;
            }

            if (taken.TrueForAll(t => Distance(t, found.Place) > 0.1))
            {
                taken.Add(found.Place);
                yield return found;
            }
        }
    }

    private double Distance(double[] a, double[] b)
    {
        double largest = 0;
        for (var d = 0; d < a.Length; d++)
        {
            largest = Math.Max(largest, d < encoding.Numeric ? Math.Abs(a[d] - b[d]) : a[d] == b[d] ? 0 : 1);
        }

        return largest;
    }

    private (double Value, double[] Place) Improve(double[] start)
    {
        var place = start.AsSpan().ToArray();
        var value = acquisition.Evaluate(place);
        for (var round = 0; round < Rounds; round++)
        {
            var before = value;
            value = Climb(place, value);
            var moved = Move(place, ref value);
            if (!moved || value - before < 1e-4)
            {
                break;
            }
        }

        return (value, place);
    }

    private double Climb(double[] place, double value)
    {
        acquisition.Evaluate(place);
        var continuous = new List<int>();
        for (var d = 0; d < encoding.Numeric; d++)
        {
            if (acquisition.Exists[d] && encoding.ParameterOf(d) is ContinuousParameter)
            {
                continuous.Add(d);
            }
        }

        if (continuous.Count == 0)
        {
            return value;
        }

        var whole = place.AsSpan().ToArray();
        var slopes = new double[encoding.Numeric];
        double[] x = [.. continuous.Select(d => place[d])], lower = new double[x.Length], upper = new double[x.Length];
        upper.AsSpan().Fill(1);
        var climbed = -BoundedLbfgs.Minimize(Descend, x, lower, upper, GradientEvaluations, 1e-5);
        if (!(climbed > value))
        {
            return value;
        }

        for (var i = 0; i < x.Length; i++)
        {
            place[continuous[i]] = x[i];
        }

        return climbed;

        double Descend(ReadOnlySpan<double> at, Span<double> gradient)
        {
            for (var i = 0; i < at.Length; i++)
            {
                whole[continuous[i]] = at[i];
            }

            var logarithm = acquisition.Evaluate(whole, slopes);
            for (var i = 0; i < at.Length; i++)
            {
                gradient[i] = -slopes[continuous[i]];
            }

            return -logarithm;
        }
    }

    /// <summary>Tries other values of each whole number and choice in turn, and keeps what is better.</summary>
    private bool Move(double[] place, ref double value)
    {
        var moved = false;
        for (var d = 0; d < encoding.Count; d++)
        {
            var parameter = encoding.ParameterOf(d);
            if (parameter is ContinuousParameter)
            {
                continue;
            }

            acquisition.Evaluate(place);
            if (!acquisition.Exists[d])
            {
                continue;
            }

            var kept = place[d];
            foreach (var other in Neighbours(parameter, d, kept))
            {
                var before = place[d];
                place[d] = other;
                var tried = acquisition.Evaluate(place);
                if (tried > value)
                {
                    value = tried;
                    moved = true;
                }
                else
                {
                    place[d] = before;
                }
            }
        }

        return moved;
    }

    private static IEnumerable<double> Neighbours(Parameter parameter, int dimension, double place)
    {
        if (parameter is CategoricalParameter { Choices.Count: var choices })
        {
            for (var choice = 0; choice < choices; choice++)
            {
                if (choice != place)
                {
                    yield return choice;
                }
            }

            yield break;
        }

        var value = parameter.FromUnit(place);
        var values = parameter.Cardinality <= 16
            ? Enumerable.Range(0, (int)parameter.Cardinality!).Select(i => parameter.FromUnit(0) + i)
            : [value - 1, value + 1, .. new[] { -0.3, -0.1, -0.03, 0.03, 0.1, 0.3 }.Select(step => parameter.FromUnit(place + step))];
        foreach (var other in values.Where(v => v != value && parameter.Contains(v)))
        {
            yield return Math.Clamp(parameter.ToUnit(other), 0, 1);
        }
    }
}
