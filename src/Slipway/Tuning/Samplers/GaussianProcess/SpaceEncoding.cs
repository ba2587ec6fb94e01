namespace Slipway.Tuning;

/// <summary>
/// Points of a space as the Gaussian process sees them: one coordinate a parameter, numeric ones first and within [0, 1], categorical ones as
/// the index of the choice.
/// </summary>
/// <remarks>
/// A place is a full set of coordinates, those of parameters that do not exist included, so that a search may switch a condition on and find
/// sensible values under it. <see cref="Mask"/> replaces those by the middle (numeric) or by a choice of its own (categorical): all places that
/// are the same point then have the same coordinates, and distances stay Euclidean.
/// </remarks>
internal sealed class SpaceEncoding
{
    private const double Middle = 0.5;
    private const double NoChoice = -1;

    private readonly ParameterSpace _space;
    private readonly int[] _dimensions;
    private readonly int[] _parameters;
    private readonly double[] _values;

    public SpaceEncoding(ParameterSpace space)
    {
        _space = space;
        var parameters = space.Parameters;
        _parameters =
        [
            .. Enumerable.Range(0, space.Count).Where(i => parameters[i] is not CategoricalParameter),
            .. Enumerable.Range(0, space.Count).Where(i => parameters[i] is CategoricalParameter),
        ];
        _dimensions = new int[space.Count];
        for (var d = 0; d < _parameters.Length; d++)
        {
            _dimensions[_parameters[d]] = d;
        }

        Numeric = parameters.Count(p => p is not CategoricalParameter);
        _values = new double[space.Count];
    }

    /// <summary>Number of coordinates.</summary>
    public int Count => _parameters.Length;

    /// <summary>How many of them, the first ones, are numeric.</summary>
    public int Numeric { get; }

    /// <summary>The parameter of a coordinate.</summary>
    public Parameter ParameterOf(int dimension) => _space.Parameters[_parameters[dimension]];

    /// <summary>The coordinates of a point; the middle or no choice where a parameter does not exist.</summary>
    public void Encode(ParameterPoint point, Span<double> coordinates)
    {
        for (var d = 0; d < Count; d++)
        {
            var value = point[_parameters[d]];
            coordinates[d] = d >= Numeric
                ? double.IsNaN(value) ? NoChoice : value
                : double.IsNaN(value) ? Middle : Math.Clamp(ParameterOf(d).ToUnit(value), 0, 1);
        }
    }

    /// <summary>A place from one number in [0, 1] a coordinate; whole numbers move to the middle of their cell.</summary>
    public void FromUnits(ReadOnlySpan<double> units, Span<double> place)
    {
        for (var d = 0; d < Count; d++)
        {
            place[d] = Snap(d, units[d]);
        }
    }

    /// <summary>The nearest coordinate that is a value of the parameter.</summary>
    /// <param name="dimension">The coordinate's number.</param>
    /// <param name="unit">0 to 1, also for choices.</param>
    public double Snap(int dimension, double unit)
    {
        var parameter = ParameterOf(dimension);
        return parameter switch
        {
            ContinuousParameter => Math.Clamp(unit, 0, 1),
            CategoricalParameter => parameter.FromUnit(unit),
            _ => Math.Clamp(parameter.ToUnit(parameter.FromUnit(unit)), 0, 1),
        };
    }

    /// <summary>Replaces the coordinates of parameters that do not exist.</summary>
    /// <param name="place">The place.</param>
    /// <param name="coordinates">What the Gaussian process sees.</param>
    /// <param name="exists">Whether each coordinate's parameter exists.</param>
    public void Mask(ReadOnlySpan<double> place, Span<double> coordinates, Span<bool> exists)
    {
        if (!_space.IsConditional)
        {
            place.CopyTo(coordinates);
            exists.Fill(true);
            return;
        }

        for (var i = 0; i < _space.Count; i++)
        {
            var d = _dimensions[i];
            exists[d] = _space.Exists(i, _values);
            coordinates[d] = exists[d] ? place[d] : d < Numeric ? Middle : NoChoice;
            _values[i] = !exists[d] ? double.NaN : d < Numeric ? 0 : place[d];
        }
    }

    /// <summary>The point of a place.</summary>
    public ParameterPoint Decode(ReadOnlySpan<double> place)
    {
        for (var i = 0; i < _space.Count; i++)
        {
            var d = _dimensions[i];
            _values[i] = !_space.Exists(i, _values) ? double.NaN : d < Numeric ? ParameterOf(d).FromUnit(place[d]) : place[d];
        }

        return new ParameterPoint(_values);
    }
}
