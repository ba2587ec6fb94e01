using System.Numerics;

namespace Slipway.Tuning;

/// <summary>
/// The points of a grid, any by its number, none stored. As in nested loops: the first parameter is the outermost loop, and those that exist only under
/// some of a parameter's choices loop directly inside it, under these choices alone, so that no point comes twice.
/// </summary>
internal sealed class ParameterGrid
{
    private readonly GridAxis[] _axes;
    private readonly int[] _roots;

    // Children by parameter and choice; null for a parameter without any. Points below one choice, and below the parameter as a whole.
    private readonly int[][][] _children;
    private readonly BigInteger[][] _pointsByChoice;
    private readonly BigInteger[] _points;

    /// <summary>Counts.</summary>
    /// <param name="space">The space.</param>
    /// <param name="axes">One a parameter.</param>
    public ParameterGrid(ParameterSpace space, GridAxis[] axes)
    {
        _axes = axes;
        _roots = [.. Enumerable.Range(0, space.Count).Where(i => space.Parameters[i].Condition is null)];
        _children = new int[space.Count][][];
        _pointsByChoice = new BigInteger[space.Count][];
        _points = new BigInteger[space.Count];

        // Parameters stand after those that they depend on, so backwards every child is counted before its parent.
        for (var i = space.Count - 1; i >= 0; i--)
        {
            _children[i] = space.Parameters[i] is CategoricalParameter ? ChildrenOf(space, i, (int)axes[i].Count) : [];
            _pointsByChoice[i] = Array.ConvertAll(_children[i], Product);
            _points[i] = _children[i].Length == 0 ? axes[i].Count : _pointsByChoice[i].Aggregate(BigInteger.Add);
        }

        Count = Product(_roots);
    }

    /// <summary>Number of points.</summary>
    public BigInteger Count { get; }

    /// <summary>A point.</summary>
    /// <param name="number">0-based; less than <see cref="Count"/>.</param>
    public ParameterPoint this[int number]
    {
        get
        {
            var values = new double[_axes.Length];
            Array.Fill(values, double.NaN);
            Place(_roots, number, values);
            return new ParameterPoint(values);
        }
    }

    private static int[][] ChildrenOf(ParameterSpace space, int parent, int choices)
    {
        var name = space.Parameters[parent].Name;
        return [.. Enumerable.Range(0, choices).Select(choice => Enumerable.Range(0, space.Count)
            .Where(i => space.Parameters[i].Condition is { } condition && condition.Parameter == name && condition.Choices.Contains(choice))
            .ToArray())];
    }

    private BigInteger Product(int[] parameters) => parameters.Aggregate(BigInteger.One, (product, i) => product * _points[i]);

    // The last of the parameters is the innermost loop.
    private void Place(int[] parameters, BigInteger number, double[] values)
    {
        for (var k = parameters.Length - 1; k >= 0; k--)
        {
            var i = parameters[k];
            number = BigInteger.DivRem(number, _points[i], out var within);
            if (_children[i].Length == 0)
            {
                values[i] = _axes[i][(long)within];
                continue;
            }

            var choice = 0;
            while (within >= _pointsByChoice[i][choice])
                within -= _pointsByChoice[i][choice++];

            values[i] = choice;
            Place(_children[i][choice], within, values);
        }
    }
}
