using System.Buffers;
using System.Text.Json.Nodes;
using Slipway.Kernels;
using Slipway.Models;

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
    /// <summary>Columns of a tile: its products with a working set stay in L2. A multiple of <see cref="Gemm"/>'s widest panel (48).</summary>
    private const int Tile = 288;

    /// <summary>
    /// Part of the gap that is left open inside a working set: the rest is gained more cheaply with fresh violators. Measured: 0.01, 0.1 and
    /// 0.3 need 122, 127 and 165 sets, and 51, 31 and 24 thousand steps on 20,000 x 50.
    /// </summary>
    private const double InnerGap = 0.1;

    /// <summary>Working sets between attempts to shrink, and what part of the rows must stay at most for one to be worth its copies.</summary>
    private const int ShrinkEvery = 4;
    private const double ShrinkTo = 0.9;

    /// <summary>
    /// Part of the gap of all variables at which those that were left out are looked at again. Measured: 0.03, 0.1 and 0.3 compute 768, 812
    /// and 868 million kernel values on 20,000 x 50 (1,020 without shrinking).
    /// </summary>
    private const double LookAgainAt = 0.03;

    /// <summary>
    /// What memory for a kernel value costs when it is touched first, in multiply-adds: about what 1 GB of it cost where a hypervisor had to
    /// find the pages. Keeping a row pays once it was computed often enough. Measured on 20,000 x 50 there: from the fifth time kept 1.9 s,
    /// none kept 0.96 s; with pages at hand 0.71 and 0.70 s.
    /// </summary>
    private const int MemoryCost = 2000;

    /// <summary>What a kernel value costs beyond its product: the exponential and the sums.</summary>
    private const int ValueCost = 40;

    /// <summary>A product's entries of sparse rows, against those of dense rows.</summary>
    private const int SparseCost = 4;

    private readonly SmoProblem _problem;
    private readonly SmoSettings _settings;
    private readonly SvmRows _rows;
    private readonly double[] _values;
    private readonly double[] _scores;
    private readonly double[] _rowDelta;
    private readonly WorkingSetSelection _selection;
    private readonly WorkingSetSolver _inner;
    private readonly int[] _positions;

    /// <summary>Rows that take part, ascending, as a matrix of their own, with <c>K b</c> for each; <see cref="_positions"/> finds a row in them.</summary>
    private int[] _activeRows;
    private SvmRows _columns;
    private double[] _expansion;
    private int[] _active;
    private long _iterations;
    private long _kernelRows;
    private int _shrinkAt = ShrinkEvery;

    /// <summary>The gap when all variables were last looked at.</summary>
    private double _fullGap = double.PositiveInfinity;

    /// <summary>Times that a row was computed, and from which time on it is kept. Changes no bit of the result.</summary>
    private readonly int[] _computed;
    private readonly int _keepFrom;
    private readonly List<ShrunkRows> _shrunk = [];

    public SmoSolver(SmoProblem problem, SmoSettings settings)
    {
        _problem = problem;
        _settings = settings;
        _rows = _columns = problem.Rows;
        _values = new double[problem.Variables];
        _scores = new double[problem.Variables];
        _expansion = new double[_rows.Count];
        _rowDelta = new double[_rows.Count];
        _active = [.. Enumerable.Range(0, problem.Variables)];
        _activeRows = [.. Enumerable.Range(0, _rows.Count)];
        _positions = [.. _activeRows];
        var capacity = Math.Min(problem.Variables, Math.Min(settings.WorkingSet, KernelBlock.MaximumRows(_rows)));
        _selection = new WorkingSetSelection(problem.Variables, capacity);
        _inner = new WorkingSetSolver(capacity);
        _computed = new int[_rows.Count];
        var entries = _rows.IsSparse ? SparseCost * (long)_rows.Values.Length / Math.Max(1, _rows.Count) : _rows.Width;
        _keepFrom = (int)Math.Max(1, MemoryCost / (entries + ValueCost));
    }

    /// <summary>Working sets so far.</summary>
    public int Rounds { get; private set; }

    private bool IsShrunk => _activeRows.Length < _rows.Count;

    /// <summary>Solves the problem, or goes on solving it.</summary>
    /// <param name="afterRound">Called after each working set; may call <see cref="Save"/>.</param>
    public SmoSolution Solve(Action? afterRound = null)
    {
        using var cache = new KernelRowCache(_rows.Count, _rows.Count, _settings.CacheBytes);
        while (true)
        {
            _settings.CancellationToken.ThrowIfCancellationRequested();
            foreach (var t in _active)
            {
                _scores[t] = _problem.Linear[t] - _expansion[_positions[_problem.RowOf[t]]];
            }

            var (highest, lowest) = _selection.Choose(_active, _scores, _values, _problem);
            if (IsShrunk && highest - lowest < LookAgainAt * _fullGap)
            {
                Unshrink(cache);
                continue;
            }

            _fullGap = IsShrunk ? _fullGap : highest - lowest;
            var ended = _iterations >= _settings.MaxIterations || Rounds >= _settings.MaxRounds || _settings.StopRequested?.Invoke() == true;
            var changed = ended || !(highest - lowest >= _settings.Tolerance) ? [] : SolveWorkingSet(highest - lowest);
            if (changed.Length == 0)
            {
                // Solved, told to stop, or the kernel's rounding hides what is left.
                if (!IsShrunk)
                {
                    return Solution(highest, lowest);
                }

                Unshrink(cache);
                continue;
            }

            Rounds++;
            Update(changed, cache);
            if (_settings.Shrinking && Rounds >= _shrinkAt)
            {
                Shrink(highest, lowest, cache);
            }

            afterRound?.Invoke();
        }
    }

    /// <summary>Keeps what the next working set depends on.</summary>
    public void Save(ModelWriter writer)
    {
        writer.WriteValue("smo", new JsonObject { ["iterations"] = _iterations, ["rounds"] = Rounds, ["shrink_at"] = _shrinkAt, ["full_gap"] = _fullGap, ["shrunk"] = _shrunk.Count });
        writer.Write("values", [_values.Length], _values);
        writer.Write("active", [_active.Length], _active);
        writer.Write("active_rows", [_activeRows.Length], _activeRows);
        writer.Write("expansion", [_expansion.Length], _expansion);
        writer.Write("working_set", [_selection.Current.Length], _selection.Current);
        for (var g = 0; g < _shrunk.Count; g++)
        {
            _shrunk[g].Save(writer, g);
        }
    }

    /// <summary>Goes on from what <see cref="Save"/> kept.</summary>
    public void Restore(ModelReader reader)
    {
        var state = reader.ReadValue("smo")!.AsObject();
        _iterations = state["iterations"]!.GetValue<long>();
        Rounds = state["rounds"]!.GetValue<int>();
        _shrinkAt = state["shrink_at"]!.GetValue<int>();
        _fullGap = state["full_gap"]!.GetValue<double>();
        reader.ReadDouble("values", _values.Length).CopyTo(_values, 0);
        _active = reader.ReadInt32("active");
        _activeRows = reader.ReadInt32("active_rows");
        _expansion = reader.ReadDouble("expansion", _activeRows.Length);
        _selection.Restore(reader.ReadInt32("working_set"));
        _shrunk.AddRange(Enumerable.Range(0, state["shrunk"]!.GetValue<int>()).Select(g => ShrunkRows.Restore(reader, g, _rows.Count)));
        UseActiveRows();
    }

    /// <summary>
    /// Leaves out variables at a bound that nothing pulls away from it, when they are many. It never computes a kernel value more: the sums
    /// of a row that was left out are brought up to date by what changed meanwhile, once for each row however often that one changed.
    /// </summary>
    private void Shrink(double highest, double lowest, KernelRowCache cache)
    {
        _shrinkAt = Rounds + ShrinkEvery;
        int[] active = [.. _active.Where(t => !IsSettled(t, highest, lowest))];
        int[] rows = [.. active.Select(t => _problem.RowOf[t]).Distinct().Order()];
        if (rows.Length > ShrinkTo * _activeRows.Length)
        {
            return;
        }

        var stays = new HashSet<int>(rows);
        int[] left = [.. _activeRows.Where(row => !stays.Contains(row))];
        _shrunk.Add(new ShrunkRows(left, [.. left.Select(row => _expansion[_positions[row]])], Coefficients()));
        int[] kept = [.. rows.Select(row => _positions[row])];
        cache.KeepColumns(kept);
        _expansion = [.. kept.Select(p => _expansion[p])];
        _active = active;
        _activeRows = rows;
        UseActiveRows();
    }

    private bool IsSettled(int t, double highest, double lowest)
    {
        bool mayRise = _values[t] < _problem.Upper[t], mayFall = _values[t] > _problem.Lower[t];
        return mayRise != mayFall && (mayRise ? _scores[t] < lowest : _scores[t] > highest);
    }

    /// <summary>Brings every variable back, with what its sums missed.</summary>
    private void Unshrink(KernelRowCache cache)
    {
        var coefficients = Coefficients();
        var all = new double[_rows.Count];
        foreach (var group in _shrunk)
        {
            double[] changes = [.. coefficients.Zip(group.Coefficients, (now, then) => now - then)];
            var sums = KernelExpansion.Of(_rows, changes, _rows.Subset(group.Rows), _problem.Kernel, _settings);
            for (var k = 0; k < sums.Length; k++)
            {
                all[group.Rows[k]] = group.Expansion[k] + sums[k];
            }
        }

        for (var k = 0; k < _activeRows.Length; k++)
        {
            all[_activeRows[k]] = _expansion[k];
        }

        cache.Clear();
        _shrunk.Clear();
        _shrinkAt = Rounds + 1;
        _expansion = all;
        _active = [.. Enumerable.Range(0, _problem.Variables)];
        _activeRows = [.. Enumerable.Range(0, _rows.Count)];
        UseActiveRows();
    }

    private void UseActiveRows()
    {
        Array.Fill(_positions, -1);
        for (var k = 0; k < _activeRows.Length; k++)
        {
            _positions[_activeRows[k]] = k;
        }

        _columns = IsShrunk ? _rows.Subset(_activeRows) : _rows;
    }

    private double[] Coefficients()
    {
        var coefficients = new double[_rows.Count];
        for (var t = 0; t < _values.Length; t++)
        {
            coefficients[_problem.RowOf[t]] += _values[t];
        }

        return coefficients;
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
            kept[k] = ++_computed[missing[k]] >= _keepFrom && cache.TryAdd(missing[k], added);
            added += kept[k] ? 1 : 0;
        }

        _kernelRows += missing.Count;
        using var block = new KernelBlock(_rows, missing.ToArray(), _columns, _problem.Kernel);
        var tiles = (_columns.Count + Tile - 1) / Tile;
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
        double objective = 0, freeSum = 0;
        long free = 0;
        for (var t = 0; t < _values.Length; t++)
        {
            objective += _values[t] * ((0.5 * _expansion[_problem.RowOf[t]]) - _problem.Linear[t]);
            if (_values[t] > _problem.Lower[t] && _values[t] < _problem.Upper[t])
            {
                freeSum += _scores[t];
                free++;
            }
        }

        var middle = double.IsFinite(highest) && double.IsFinite(lowest) ? (highest + lowest) / 2 : 0;
        return new SmoSolution(
            Coefficients(), free > 0 ? freeSum / free : middle, objective, _expansion, _iterations, Rounds, _kernelRows, highest - lowest,
            !(highest - lowest >= _settings.Tolerance));
    }

    private readonly struct UpdateTile(SmoSolver solver, KernelBlock block, int[] missing, bool[] kept, int[] changed, double[] deltas, KernelRowCache cache)
        : IParallelBody
    {
        public unsafe void Invoke(int part)
        {
            var start = part * Tile;
            var count = Math.Min(Tile, solver._columns.Count - start);
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
