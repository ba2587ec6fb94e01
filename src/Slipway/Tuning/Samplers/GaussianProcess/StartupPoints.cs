namespace Slipway.Tuning;

/// <summary>Points that fill the space evenly: what is tried before there is anything to model.</summary>
internal sealed class StartupPoints(SearchDefinition search)
{
    private const int Attempts = 256;

    private readonly KroneckerSequence _sequence = new(search.Space.Count, new SamplerRandom(search.Seed, SamplerStream.BayesianStart, 0));

    /// <summary>Point number <paramref name="number"/>, or near it one that was not tried yet; null when all points of the space were.</summary>
    public ParameterPoint? Propose(int number, HashSet<ParameterPoint> tried)
    {
        var units = new double[search.Space.Count];
        for (long attempt = 0; attempt < Attempts; attempt++)
        {
            _sequence.Point(number + (attempt * 1_000_003), units);
            var point = search.Space.FromUnits(units);
            if (!tried.Contains(point))
            {
                return point;
            }
        }

        return FinitePoints.TryList(search.Space, tried) is { } untried
            ? untried.Count == 0 ? null : untried[new SamplerRandom(search.Seed, SamplerStream.BayesianStart, number + 1).NextBelow(untried.Count)]
            : search.Space.FromUnits(units);
    }

    /// <summary>A trial's place, with values of the sequence where a parameter does not exist.</summary>
    public double[] Complete(SpaceEncoding encoding, Trial trial)
    {
        double[] units = new double[encoding.Count], place = new double[encoding.Count], coordinates = new double[encoding.Count];
        var exists = new bool[encoding.Count];
        _sequence.Point(trial.Number, units);
        encoding.FromUnits(units, place);
        encoding.Encode(trial.Point, coordinates);
        for (var d = encoding.Numeric; d < place.Length; d++)
        {
            place[d] = coordinates[d] >= 0 ? coordinates[d] : place[d];
        }

        encoding.Mask(place, units, exists);
        for (var d = 0; d < encoding.Numeric; d++)
        {
            place[d] = exists[d] ? coordinates[d] : place[d];
        }

        return place;
    }
}
