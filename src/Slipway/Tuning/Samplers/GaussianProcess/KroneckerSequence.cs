namespace Slipway.Tuning;

/// <summary>
/// Points that fill the unit cube evenly however many are taken: multiples of the powers of 1/φ, where φ is the root of
/// <c>x^(d+1) = x + 1</c> (Roberts, The unreasonable effectiveness of quasirandom sequences, 2018), from a random start.
/// </summary>
internal sealed class KroneckerSequence
{
    private readonly double[] _steps;
    private readonly double[] _start;

    public KroneckerSequence(int dimensions, SamplerRandom random)
    {
        var root = 2.0;
        for (var i = 0; i < 64; i++)
        {
            root = Math.Pow(1 + root, 1.0 / (dimensions + 1));
        }

        _steps = new double[dimensions];
        _start = new double[dimensions];
        var step = 1.0;
        for (var d = 0; d < dimensions; d++)
        {
            step /= root;
            _steps[d] = step;
            _start[d] = random.NextUnit();
        }
    }

    /// <summary>Writes point <paramref name="index"/>; each coordinate in [0, 1).</summary>
    public void Point(long index, Span<double> units)
    {
        for (var d = 0; d < _steps.Length; d++)
        {
            var place = _start[d] + (index * _steps[d]);
            units[d] = place - Math.Floor(place);
        }
    }
}
