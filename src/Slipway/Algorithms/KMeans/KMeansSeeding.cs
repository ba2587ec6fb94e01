using Slipway.Kernels;

namespace Slipway;

/// <summary>Start centres chosen among the rows.</summary>
/// <param name="rows">The rows.</param>
/// <param name="weights">One weight a row, or null.</param>
/// <param name="seed">Seed of the job.</param>
/// <param name="stream">Random stream of this start.</param>
/// <param name="cancellationToken">Cancels.</param>
internal sealed class KMeansSeeding(KMeansRows rows, float[]? weights, ulong seed, ulong stream, CancellationToken cancellationToken)
{
    private ulong _drawn;

    /// <summary>Centres <c>[k x width]</c>.</summary>
    public double[] Choose(KMeansInitialization initialization, int k)
    {
        var chosen = initialization == KMeansInitialization.Random ? ChooseAtRandom(k) : ChooseFarApart(k);
        var centers = new double[k * rows.Width];
        for (var c = 0; c < k; c++)
        {
            rows.Row(chosen[c]).CopyTo(centers, c * rows.Width);
        }

        return centers;
    }

    private int[] ChooseAtRandom(int k)
    {
        var order = new int[rows.Count];
        CounterRandom.Permutation(order, seed, stream);
        return [.. order.Where(i => weights is null || weights[i] > 0).Take(k)];
    }

    /// <summary>
    /// Algorithm 1b of Arthur and Vassilvitskii, with several draws for each centre ("greedy", section 7 of their technical report).
    /// </summary>
    private int[] ChooseFarApart(int k)
    {
        var draws = 2 + (int)Math.Log(k);
        var chosen = new int[k];
        var potential = new double[rows.Count]; // weight times squared distance to the nearest chosen row
        var candidates = new int[draws];
        for (var i = 0; i < potential.Length; i++)
        {
            potential[i] = weights is null ? 1 : weights[i];
        }

        chosen[0] = Draw(potential);
        var distances = new float[draws][];
        for (var d = 0; d < draws; d++)
        {
            distances[d] = new float[rows.Count];
        }

        Measure([chosen[0]], distances);
        for (var i = 0; i < potential.Length; i++)
        {
            potential[i] *= distances[0][i];
        }

        for (var c = 1; c < k; c++)
        {
            for (var d = 0; d < draws; d++)
            {
                candidates[d] = Draw(potential, chosen.AsSpan(0, c));
            }

            Measure(candidates, distances);
            var best = 0;
            var smallest = double.PositiveInfinity;
            for (var d = 0; d < draws; d++)
            {
                var sum = 0.0;
                for (var i = 0; i < potential.Length; i++)
                {
                    sum += Math.Min(potential[i], distances[d][i] * Weight(i));
                }

                if (sum < smallest)
                {
                    (smallest, best) = (sum, d);
                }
            }

            chosen[c] = candidates[best];
            for (var i = 0; i < potential.Length; i++)
            {
                potential[i] = Math.Min(potential[i], distances[best][i] * Weight(i));
            }

            potential[chosen[c]] = 0;
        }

        return chosen;
    }

    private double Weight(int row) => weights is null ? 1 : weights[row];

    /// <summary>
    /// A row with a probability in proportion to its potential; where all are 0, the first row that is not taken and has a weight.
    /// </summary>
    private int Draw(double[] potential, ReadOnlySpan<int> taken = default)
    {
        var total = 0.0;
        foreach (var value in potential)
        {
            total += value;
        }

        if (!(total > 0))
        {
            var free = 0;
            while (taken.Contains(free) || Weight(free) == 0)
            {
                free++;
            }

            return free;
        }

        var high = (ulong)CounterRandom.UInt32(seed, stream, _drawn++);
        var low = CounterRandom.UInt32(seed, stream, _drawn++);
        var target = (((high << 32) | low) >> 11) * (1.0 / (1UL << 53)) * total;
        var last = 0;
        for (var i = 0; i < potential.Length; i++)
        {
            if (potential[i] > 0)
            {
                last = i;
                target -= potential[i];
                if (target < 0)
                {
                    break;
                }
            }
        }

        return last;
    }

    private void Measure(int[] candidates, float[][] distances)
    {
        var count = candidates.Length;
        var centers = new double[count * rows.Width];
        for (var d = 0; d < count; d++)
        {
            rows.Row(candidates[d]).CopyTo(centers, d * rows.Width);
        }

        var prepared = new float[count * (rows.Width + 1)];
        rows.Prepare(centers, count, prepared);
        cancellationToken.ThrowIfCancellationRequested();
        ParallelFor.Run(rows.BlockCount, 1, rows.MaxThreads, (start, end) =>
        {
            var scores = new float[count * rows.BlockRows];
            for (var b = start; b < end; b++)
            {
                var norms = rows.Norms(b);
                rows.Scores(b, prepared, count, scores);
                for (var d = 0; d < count; d++)
                {
                    var target = distances[d].AsSpan(rows.First(b), norms.Length);
                    for (var i = 0; i < norms.Length; i++)
                    {
                        target[i] = Math.Max(0, scores[(d * norms.Length) + i] + norms[i]);
                    }
                }
            }
        });
        rows.Release();
    }
}
