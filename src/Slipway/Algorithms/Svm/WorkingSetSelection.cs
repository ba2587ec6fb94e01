namespace Slipway;

/// <summary>
/// Chooses working sets: half new variables, those that violate the optimality conditions most (in equal parts those that may rise and those
/// that may fall), half kept from the set before, free ones first, without which large sets zigzag (Serafini and Zanni, Optimization Methods
/// and Software 20, 2005).
/// </summary>
internal sealed class WorkingSetSelection
{
    private readonly int[] _entered;
    private readonly int _capacity;
    private readonly Top _rising;
    private readonly Top _falling;
    private readonly List<int> _chosen;
    private int _round;

    /// <summary>Prepares memory.</summary>
    /// <param name="variables">Variables of the problem.</param>
    /// <param name="capacity">Variables of a working set, at most.</param>
    public WorkingSetSelection(int variables, int capacity)
    {
        _entered = new int[variables];
        _capacity = capacity;
        _rising = new Top(capacity);
        _falling = new Top(capacity);
        _chosen = new List<int>(capacity);
    }

    /// <summary>The current working set.</summary>
    public ReadOnlySpan<int> Current => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_chosen);

    /// <summary>Goes on from a working set.</summary>
    public void Restore(int[] current)
    {
        _chosen.Clear();
        _chosen.AddRange(current);
    }

    /// <summary>Chooses the next working set.</summary>
    /// <param name="candidates">Variables to choose from.</param>
    /// <param name="scores"><c>linear - K b</c> by variable.</param>
    /// <param name="values">b by variable.</param>
    /// <param name="problem">Bounds.</param>
    /// <returns>The highest score of a variable that may rise, and the lowest of one that may fall.</returns>
    public (double Highest, double Lowest) Choose(ReadOnlySpan<int> candidates, double[] scores, double[] values, SmoProblem problem)
    {
        _round++;
        var fresh = _chosen.Count == 0 ? _capacity : Math.Max(2, _capacity / 2);
        _rising.Clear(fresh);
        _falling.Clear(fresh);
        foreach (var t in candidates)
        {
            if (values[t] < problem.Upper[t])
            {
                _rising.Offer(scores[t], t);
            }

            if (values[t] > problem.Lower[t])
            {
                _falling.Offer(-scores[t], t);
            }
        }

        var (rising, risingKeys) = _rising.Sorted();
        var (falling, fallingKeys) = _falling.Sorted();
        if (rising.Length == 0 || falling.Length == 0)
        {
            _chosen.Clear();
            return (double.NegativeInfinity, double.PositiveInfinity);
        }

        double highest = risingKeys[0], lowest = -fallingKeys[0];
        int[] before = [.. _chosen];
        _chosen.Clear();
        int r = 0, l = 0;
        while (_chosen.Count < fresh && (r < rising.Length || l < falling.Length))
        {
            // Alternately; one that cannot be part of a violating pair is of no use.
            if (r < rising.Length)
            {
                Take(risingKeys[r] > lowest ? rising[r] : -1);
                r = risingKeys[r] > lowest ? r + 1 : rising.Length;
            }

            if (l < falling.Length && _chosen.Count < fresh)
            {
                Take(-fallingKeys[l] < highest ? falling[l] : -1);
                l = -fallingKeys[l] < highest ? l + 1 : falling.Length;
            }
        }

        // One that was left out meanwhile has no score.
        before = candidates.Length == values.Length ? before : [.. before.Where(new HashSet<int>(candidates.ToArray()).Contains)];
        Keep(before, t => values[t] > problem.Lower[t] && values[t] < problem.Upper[t]);
        Keep(before, _ => true);
        return (highest, lowest);
    }

    private void Keep(int[] before, Func<int, bool> wanted)
    {
        foreach (var t in before)
        {
            if (_chosen.Count == _capacity)
            {
                return;
            }

            if (wanted(t))
            {
                Take(t);
            }
        }
    }

    private void Take(int variable)
    {
        if (variable >= 0 && _entered[variable] != _round)
        {
            _entered[variable] = _round;
            _chosen.Add(variable);
        }
    }

    /// <summary>The largest keys, lower variables first among equals: a heap whose root is the worst one kept.</summary>
    private sealed class Top(int capacity)
    {
        private readonly double[] _keys = new double[capacity];
        private readonly int[] _variables = new int[capacity];
        private int _limit;
        private int _count;

        public void Clear(int limit) => (_limit, _count) = (limit, 0);

        public void Offer(double key, int variable)
        {
            if (_count < _limit)
            {
                _keys[_count] = key;
                _variables[_count++] = variable;
                if (_count == _limit)
                {
                    for (var i = (_count / 2) - 1; i >= 0; i--)
                    {
                        Sink(i);
                    }
                }
            }
            else if (key > _keys[0] || (key == _keys[0] && variable < _variables[0]))
            {
                (_keys[0], _variables[0]) = (key, variable);
                Sink(0);
            }
        }

        public (int[] Variables, double[] Keys) Sorted()
        {
            var order = Enumerable.Range(0, _count).OrderByDescending(i => _keys[i]).ThenBy(i => _variables[i]).ToArray();
            return ([.. order.Select(i => _variables[i])], [.. order.Select(i => _keys[i])]);
        }

        private bool Worse(int a, int b) => _keys[a] < _keys[b] || (_keys[a] == _keys[b] && _variables[a] > _variables[b]);

        private void Sink(int i)
        {
            while (true)
            {
                var child = (2 * i) + 1;
                if (child >= _count)
                {
                    return;
                }

                if (child + 1 < _count && Worse(child + 1, child))
                {
                    child++;
                }

                if (!Worse(child, i))
                {
                    return;
                }

                (_keys[i], _keys[child]) = (_keys[child], _keys[i]);
                (_variables[i], _variables[child]) = (_variables[child], _variables[i]);
                i = child;
            }
        }
    }
}
