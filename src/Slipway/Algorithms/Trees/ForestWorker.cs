using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <summary>Grows one tree of a forest at a time, with buffers of its own. What it grows depends on the tree's number alone.</summary>
/// <param name="rows">All rows.</param>
/// <param name="values">This worker's own.</param>
/// <param name="builder">This worker's own.</param>
/// <param name="seed">Seed of the job.</param>
/// <param name="bootstrap">Whether rows are drawn.</param>
/// <param name="watch">Whether the leaves of rows that were not drawn are wanted.</param>
internal sealed class ForestWorker(TreeRows rows, RowValues values, TreeBuilder builder, ulong seed, bool bootstrap, bool watch)
{
    /// <summary>Random stream of the drawn rows, plus the tree; far from the streams of other algorithms.</summary>
    private const ulong BootstrapStream = 0x7EE5_0000_0000;

    private readonly double[] _weights = new double[rows.Weights.Length];
    private readonly int[] _drawn = new int[rows.Weights.Length];
    private readonly float[] _uniform = new float[2 * 1024];
    private int[] _counted = [];

    public GrownTree? Tree { get; private set; }

    /// <summary>Rows that were not drawn.</summary>
    public int[] Watched { get; private set; } = [];

    /// <summary>Leaf of every drawn and every watched row.</summary>
    public int[] LeafOf { get; } = new int[watch ? rows.Weights.Length : 0];

    public void Grow(int tree)
    {
        if (bootstrap)
        {
            Draw(tree);
        }
        else
        {
            rows.Weights.CopyTo(_weights, 0);
            _counted = rows.Counted;
        }

        var total = 0.0;
        foreach (var row in _counted)
        {
            total += _weights[row];
        }

        values.SetWeights(_weights, total);
        Tree = builder.Grow(values, _counted, Watched, watch ? LeafOf : null, SplitMix64.For(seed, tree, 2));
    }

    /// <summary>As many draws as rows that count. A row drawn twice weighs twice.</summary>
    private void Draw(int tree)
    {
        var counted = rows.Counted;
        Array.Clear(_drawn);
        for (var done = 0; done < counted.Length; done += 1024)
        {
            var count = Math.Min(1024, counted.Length - done);
            CounterRandom.FillUniform(seed, BootstrapStream + (ulong)tree, 2UL * (ulong)done, _uniform.AsSpan(0, 2 * count));
            for (var i = 0; i < count; i++)
            {
                // Two numbers of 24 bits: one alone would reach only 16 million rows, and those unevenly.
                var position = (_uniform[2 * i] + (_uniform[(2 * i) + 1] * (1.0 / 16777216))) * counted.Length;
                _drawn[counted[(int)position]]++;
            }
        }

        var inBag = 0;
        foreach (var row in counted)
        {
            inBag += _drawn[row] > 0 ? 1 : 0;
        }

        _counted = new int[inBag];
        Watched = new int[watch ? counted.Length - inBag : 0];
        Array.Clear(_weights);
        int next = 0, other = 0;
        foreach (var row in counted)
        {
            if (_drawn[row] > 0)
            {
                _weights[row] = rows.Weights[row] * _drawn[row];
                _counted[next++] = row;
            }
            else if (watch)
            {
                Watched[other++] = row;
            }
        }
    }
}
