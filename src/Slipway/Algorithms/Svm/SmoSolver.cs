using System.Buffers;
using Slipway.Kernels;

namespace Slipway;

/// <summary>
/// Solves the dual of a support vector machine by decomposition into large working sets: choose the worst violators, solve their small
/// problem by SMO on kernel values that stay in the CPU's cache, then bring all scores up to date with one product of matrices.
/// </summary>
/// <remarks>
/// LIBSVM's optimum and stopping rule, in another order of steps: its pair at a time reads two kernel rows from memory for every step, this
/// reads (or computes) each row of a set once for all of the set's steps, at the speed of <see cref="Gemm"/>.
/// </remarks>
internal sealed class SmoSolver
{
    /// <summary>Variables of a working set.</summary>
    internal static int WorkingSet = 512;

    /// <summary>Columns of a tile: its products with a working set stay in L2.</summary>
    private const int Tile = 256;

    private readonly SmoProblem _problem;
    private readonly SmoSettings _settings;
    private readonly SvmRows _rows;
    private readonly double[] _values;
    private readonly double[] _expansion;
    private readonly double[] _scores;
    private readonly int[] _all;
    private readonly WorkingSetSelection _selection;
    private readonly WorkingSetSolver _inner;
    private readonly double[] _rowDelta;
    private long _iterations;
    private long _kernelRows;
    internal static long Changes;
    private int _rounds;

    public SmoSolver(SmoProblem problem, SmoSettings settings)
    {
        _problem = problem;
        _settings = settings;
        _rows = problem.Rows;
        _values = new double[problem.Variables];
        _scores = new double[problem.Variables];
        _expansion = new double[_rows.Count];
        _rowDelta = new double[_rows.Count];
        _all = [.. Enumerable.Range(0, problem.Variables)];
        var capacity = Math.Min(problem.Variables, Math.Min(WorkingSet, KernelBlock.MaximumRows(_rows)));
        _selection = new WorkingSetSelection(problem.Variables, capacity);
        _inner = new WorkingSetSolver(capacity);
    }

    public SmoSolution Solve()
    {
        using var cache = new KernelRowCache(_rows.Count, _rows.Count, _settings.CacheBytes);
        double highest, lowest;
        while (true)
        {
            _settings.CancellationToken.ThrowIfCancellationRequested();
            for (var t = 0; t < _scores.Length; t++)
            {
                _scores[t] = _problem.Linear[t] - _expansion[_problem.RowOf[t]];
            }

            (highest, lowest) = _selection.Choose(_all, _scores, _values, _problem);
            if (!(highest - lowest >= _settings.Tolerance) || _iterations >= _settings.MaxIterations || _rounds >= _settings.MaxRounds
                || _settings.StopRequested?.Invoke() == true)
            {
                break;
            }

            _rounds++;
            var changed = SolveWorkingSet(highest - lowest);
            if (changed.Length == 0)
            {
                break; // the kernel's rounding hides what is left
            }

            Update(changed, cache);
        }

        return Solution(highest, lowest);
    }

    /// <summary>Steps within the working set; returns the rows whose coefficients changed, with the change in <see cref="_rowDelta"/>.</summary>
    private int[] SolveWorkingSet(double gap)
    {
        var set = _selection.Current;
        var count = set.Length;
        var rows = new int[count];
        var scores = new double[count];
        var values = new double[count];
        var lower = new double[count];
        var upper = new double[count];
        for (var k = 0; k < count; k++)
        {
            rows[k] = _problem.RowOf[set[k]];
            scores[k] = _scores[set[k]];
            values[k] = _values[set[k]];
            lower[k] = _problem.Lower[set[k]];
            upper[k] = _problem.Upper[set[k]];
        }

        FillKernel(rows);
        _iterations += _inner.Solve(
            count, scores, values, lower, upper, Math.Max(_settings.Tolerance / 2, gap * InnerGap), _settings.MaxIterations - _iterations);
        var changed = new List<int>(count);
        for (var k = 0; k < count; k++)
        {
            var delta = values[k] - _values[set[k]];
            if (delta != 0)
            {
                _values[set[k]] = values[k];
                if (_rowDelta[rows[k]] == 0)
                {
                    changed.Add(rows[k]);
                }

                _rowDelta[rows[k]] += delta;
            }
        }

        return [.. changed];
    }

    internal static double InnerGap = 0.1;

    private void FillKernel(int[] rows)
    {
        var subset = _rows.Subset(rows);
        using var block = new KernelBlock(_rows, rows, subset, _problem.Kernel);
        var products = ArrayPool<float>.Shared.Rent(rows.Length * rows.Length);
        block.Products(0, rows.Length, products);
        for (var i = 0; i < rows.Length; i++)
        {
            block.Values(i, 0, products.AsSpan(i * rows.Length, rows.Length), _inner.Kernel.AsSpan(i * _inner.Stride, rows.Length));
        }

        ArrayPool<float>.Shared.Return(products);
    }

    /// <summary>Adds the changed rows to the expansion of every row, tile by tile: kernel values are used while they are in the cache.</summary>
    private void Update(int[] changed, KernelRowCache cache)
    {
        var missing = new List<int>();
        foreach (var row in changed)
        {
            if (cache.Contains(row))
            {
                cache.Touch(row);
            }
            else
            {
                missing.Add(row);
            }
        }

        var kept = new bool[missing.Count];
        var added = changed.Length - missing.Count;
        for (var k = 0; k < kept.Length; k++)
        {
            kept[k] = cache.TryAdd(missing[k], added);
            added += kept[k] ? 1 : 0;
        }

        _kernelRows += missing.Count;
        Changes += changed.Length;
        using var block = new KernelBlock(_rows, missing.ToArray(), _rows, _problem.Kernel);
        var tiles = (_rows.Count + Tile - 1) / Tile;
        double[] deltas = [.. changed.Select(row => _rowDelta[row])];
        var body = new UpdateTile(this, block, [.. missing], kept, changed, deltas, cache);
        ParallelFor.Run(tiles, _settings.MaxThreads, body);
        foreach (var row in changed)
        {
            _rowDelta[row] = 0;
        }
    }

    private SmoSolution Solution(double highest, double lowest)
    {
        var coefficients = new double[_rows.Count];
        double objective = 0, freeSum = 0;
        long free = 0;
        for (var t = 0; t < _values.Length; t++)
        {
            coefficients[_problem.RowOf[t]] += _values[t];
            objective += _values[t] * ((0.5 * _expansion[_problem.RowOf[t]]) - _problem.Linear[t]);
            if (_values[t] > _problem.Lower[t] && _values[t] < _problem.Upper[t])
            {
                freeSum += _scores[t];
                free++;
            }
        }

        var middle = double.IsFinite(highest) && double.IsFinite(lowest) ? (highest + lowest) / 2 : 0;
        return new SmoSolution(
            coefficients, free > 0 ? freeSum / free : middle, objective, _iterations, _rounds, _kernelRows, highest - lowest,
            !(highest - lowest >= _settings.Tolerance));
    }

    private readonly struct UpdateTile(SmoSolver solver, KernelBlock block, int[] missing, bool[] kept, int[] changed, double[] deltas, KernelRowCache cache)
        : IParallelBody
    {
        public unsafe void Invoke(int part)
        {
            var start = part * Tile;
            var count = Math.Min(Tile, solver._rows.Count - start);
            var products = ArrayPool<float>.Shared.Rent(Math.Max(1, missing.Length * count));
            var vectors = stackalloc float*[changed.Length];
            // SAFETY: a row of the cache or of the products has at least `count` floats from where its pointer is set to.
            fixed (float* p = products)
            {
                if (missing.Length > 0)
                {
                    block.Products(start, count, products);
                }

                var next = 0;
                for (var k = 0; k < changed.Length; k++)
                {
                    // Missing rows are in the order of the changed ones.
                    if (next == missing.Length || missing[next] != changed[k])
                    {
                        vectors[k] = cache.Row(changed[k]) + start;
                        continue;
                    }

                    vectors[k] = kept[next] ? cache.Row(changed[k]) + start : p + (next * count);
                    block.Values(next, start, products.AsSpan(next * count, count), new Span<float>(vectors[k], count));
                    next++;
                }

                WideAxpy.Apply(deltas, vectors, solver._expansion.AsSpan(start, count));
            }

            ArrayPool<float>.Shared.Return(products);
        }
    }
}
