namespace Slipway.Tuning;

/// <summary>
/// A density over the parameters of a group, on their unit scales: one component a trial, and a wide one that makes everything possible (the prior).
/// A component is the product of a truncated normal for each numeric parameter (its mass over a cell for whole numbers) and a smoothed choice for each
/// categorical one.
/// </summary>
internal sealed class ParzenMixture
{
    // exp(-10^2 / 2) is lost beside the prior component.
    private const double Unreachable = 10;

    private const double NarrowestWidth = 0.01;

    // Twice Optuna's: with it, searches over mixed spaces leave a wrong choice sooner.
    private const double ChoiceSmoothing = 2;

    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly double[] _cumulative;
    private readonly double[] _logWeights;
    private readonly double[][] _centres;
    private readonly double[][] _widths;
    private readonly double _smoothing;

    /// <summary>Fits the density.</summary>
    /// <param name="parameters">The group.</param>
    /// <param name="rows">Values of the group's parameters in each trial, oldest first.</param>
    /// <param name="options">Settings.</param>
    public ParzenMixture(IReadOnlyList<Parameter> parameters, IReadOnlyList<double[]> rows, TpeOptions options)
    {
        _parameters = parameters;
        var count = rows.Count;
        var weights = new double[count + 1];
        for (var k = 0; k < count; k++)
            weights[k] = AgeWeight(k, count);
        weights[count] = options.PriorWeight;
        var total = weights.Sum();
        _logWeights = Array.ConvertAll(weights, w => Math.Log(w / total));
        _cumulative = new double[count + 1];
        var sum = 0.0;
        for (var k = 0; k <= count; k++)
            _cumulative[k] = sum += weights[k] / total;

        _smoothing = ChoiceSmoothing * options.PriorWeight / (count + 1);
        _centres = new double[parameters.Count][];
        _widths = new double[parameters.Count][];
        for (var d = 0; d < parameters.Count; d++)
        {
            var column = d;
            var parameter = parameters[d];
            var categorical = parameter is CategoricalParameter;
            _centres[d] = [.. rows.Select(r => categorical ? r[column] : parameter.ToUnit(r[column])), 0.5];
            _widths[d] = categorical ? [] : Widths(_centres[d]);
        }
    }

    /// <summary>Draws a value of each of the group's parameters.</summary>
    public void Sample(ref SamplerRandom random, Span<double> values)
    {
        var share = random.NextUnit();
        var k = 0;
        while (k < _cumulative.Length - 1 && _cumulative[k] < share)
            k++;

        for (var d = 0; d < values.Length; d++)
        {
            if (_parameters[d] is CategoricalParameter choices)
            {
                values[d] = SampleChoice(ref random, choices.Choices.Count, k == _cumulative.Length - 1 ? -1 : (int)_centres[d][k]);
                continue;
            }

            var (centre, width) = (_centres[d][k], _widths[d][k]);
            var low = NormalCurve.Cumulative(-centre / width);
            var high = NormalCurve.Cumulative((1 - centre) / width);
            values[d] = _parameters[d].FromUnit(centre + (width * NormalCurve.Quantile(low + (random.NextUnit() * (high - low)))));
        }
    }

    /// <summary>Natural logarithm of the density at points; whole numbers count by their probability.</summary>
    /// <param name="points">Values of the group's parameters, point by point.</param>
    /// <param name="logs">One a point.</param>
    public void LogDensity(IReadOnlyList<double[]> points, Span<double> logs)
    {
        var components = _logWeights.Length;
        var terms = new double[points.Count * components];
        for (var p = 0; p < points.Count; p++)
            _logWeights.CopyTo(terms.AsSpan(p * components));

        for (var d = 0; d < _parameters.Count; d++)
        {
            switch (_parameters[d])
            {
                case CategoricalParameter choices:
                    AddChoices(d, choices.Choices.Count, points, terms);
                    break;
                case { Cardinality: null } continuous:
                    AddDensity(d, continuous, points, terms);
                    break;
                case var whole:
                    AddMass(d, whole, points, terms);
                    break;
            }
        }

        for (var p = 0; p < points.Count; p++)
        {
            var row = terms.AsSpan(p * components, components);
            var largest = double.NegativeInfinity;
            foreach (var term in row)
                largest = Math.Max(largest, term);

            var sum = 0.0;
            foreach (var term in row)
            {
                if (term > largest - 40)
                    sum += Math.Exp(term - largest);
            }

            logs[p] = largest + Math.Log(sum);
        }
    }

    // Hyperopt's rule: the wider of the gaps to the neighbours, so that dense regions are modelled finely; at least 1 / (n + 2), at most 1. In the
    // black-box suite it beats one width for all (Scott's rule, as BOHB and Optuna's multivariate model have) on every continuous function.
    private static double[] Widths(double[] centres)
    {
        var last = centres.Length - 1;
        var sorted = (double[])centres.Clone();
        var order = new int[centres.Length];
        for (var k = 0; k < order.Length; k++)
            order[k] = k;

        Array.Sort(sorted, order);
        var least = Math.Max(NarrowestWidth, 1.0 / (last + 2));
        var widths = new double[centres.Length];
        for (var j = 0; j < order.Length; j++)
        {
            var left = j == 0 ? 0 : sorted[j] - sorted[j - 1];
            var right = j == last ? 0 : sorted[j + 1] - sorted[j];
            widths[order[j]] = Math.Clamp(Math.Max(left, right), least, 1);
        }

        widths[last] = 1;
        return widths;
    }

    // Older trials count less, from 1/n up to 1 for the last 25 (Optuna's default).
    private static double AgeWeight(int index, int count)
    {
        const int Fresh = 25;
        var old = count - Fresh;
        return index >= old ? 1 : old == 1 ? 1.0 / count : (1.0 / count) + ((1 - (1.0 / count)) * index / (old - 1));
    }

    private double SampleChoice(ref SamplerRandom random, int choices, int observed)
    {
        var share = random.NextUnit() * (observed < 0 ? 1 : 1 + (choices * _smoothing));
        if (observed < 0)
            return Math.Min((int)(share * choices), choices - 1);

        return share < 1 ? observed : Math.Min((int)((share - 1) / _smoothing), choices - 1);
    }

    private void AddChoices(int d, int choices, IReadOnlyList<double[]> points, double[] terms)
    {
        var total = 1 + (choices * _smoothing);
        var same = Math.Log((1 + _smoothing) / total);
        var other = Math.Log(_smoothing / total);
        var prior = -Math.Log(choices);
        var centres = _centres[d];
        var last = centres.Length - 1;
        for (var p = 0; p < points.Count; p++)
        {
            var row = terms.AsSpan(p * centres.Length, centres.Length);
            var value = points[p][d];
            for (var k = 0; k < last; k++)
                row[k] += centres[k] == value ? same : other;

            row[last] += prior;
        }
    }

    private void AddDensity(int d, Parameter parameter, IReadOnlyList<double[]> points, double[] terms)
    {
        var (centres, widths) = (_centres[d], _widths[d]);
        var constants = LogAcceptance(centres, widths);
        for (var k = 0; k < constants.Length; k++)
            constants[k] -= Math.Log(widths[k]);

        for (var p = 0; p < points.Count; p++)
        {
            var row = terms.AsSpan(p * centres.Length, centres.Length);
            var unit = parameter.ToUnit(points[p][d]);
            for (var k = 0; k < row.Length; k++)
            {
                var z = (unit - centres[k]) / widths[k];
                row[k] += constants[k] - (0.5 * z * z);
            }
        }
    }

    private void AddMass(int d, Parameter parameter, IReadOnlyList<double[]> points, double[] terms)
    {
        var (centres, widths) = (_centres[d], _widths[d]);
        var constants = LogAcceptance(centres, widths);
        for (var p = 0; p < points.Count; p++)
        {
            var row = terms.AsSpan(p * centres.Length, centres.Length);
            var low = parameter.ToUnit(points[p][d] - 0.5);
            var high = parameter.ToUnit(points[p][d] + 0.5);
            for (var k = 0; k < row.Length; k++)
            {
                var from = (low - centres[k]) / widths[k];
                var to = (high - centres[k]) / widths[k];
                row[k] += from > Unreachable || to < -Unreachable ? double.NegativeInfinity : constants[k] + Math.Log(NormalCurve.Between(from, to));
            }
        }
    }

    private static double[] LogAcceptance(double[] centres, double[] widths)
    {
        var logs = new double[centres.Length];
        for (var k = 0; k < logs.Length; k++)
            logs[k] = -Math.Log(NormalCurve.Between(-centres[k] / widths[k], (1 - centres[k]) / widths[k]));

        return logs;
    }
}
