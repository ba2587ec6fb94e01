using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>
/// One start of Lloyd's algorithm: centres, the cluster of each row, and the sums behind the centres. Sums are doubles and only rows that changed their
/// cluster are moved from one to another. Results do not depend on the number of threads.
/// </summary>
internal sealed class LloydState
{
    /// <summary>Features that one thread sums; a row's share must be worth the visit.</summary>
    private const int ColumnsPerThread = 16;

    private readonly KMeansRows _rows;
    private readonly float[]? _rowWeights;
    private readonly int _k;
    private readonly double[] _sums;
    private readonly double[] _weights;
    private readonly int[] _labels;
    private readonly int[] _nearest;
    private readonly float[] _distances;
    private readonly double[] _blockSums;
    private readonly int[] _blockChanges;
    private readonly int[] _changed;
    private readonly int[] _members;
    private readonly float[] _prepared;
    private bool _relocated;
    private bool _settled;

    public LloydState(KMeansRows rows, float[]? rowWeights, double[] centers)
    {
        _rows = rows;
        _rowWeights = rowWeights;
        _k = centers.Length / rows.Width;
        Centers = centers;
        _sums = new double[centers.Length];
        _weights = new double[_k];
        _labels = new int[rows.Count];
        _labels.AsSpan().Fill(-1);
        _nearest = new int[rows.Count];
        _distances = new float[rows.Count];
        _blockSums = new double[rows.BlockCount];
        _blockChanges = new int[rows.BlockCount];
        _changed = new int[rows.Count];
        _members = new int[_k];
        _prepared = new float[_k * (rows.Width + 1)];
    }

    /// <summary>The centres, <c>[k x width]</c>.</summary>
    public double[] Centers { get; }

    /// <summary>Squared distances to the centres before the last move, times weights.</summary>
    public double SquaredDistances { get; private set; }

    public int Iteration { get; private set; }

    /// <summary>Assigns all rows and moves the centres.</summary>
    /// <param name="cancellationToken">Cancels between blocks.</param>
    /// <returns>The sum of the squared distances that the centres moved; 0 when no row changed its cluster.</returns>
    public double Iterate(CancellationToken cancellationToken)
    {
        var changed = Assign(cancellationToken);
        Iteration++;
        if (!changed && !_relocated)
        {
            _settled = true;
            return 0;
        }

        Move();
        _relocated = false;
        for (var c = 0; c < _k; c++)
        {
            if (_weights[c] == 0)
            {
                Relocate(c);
            }
        }

        var shift = 0.0;
        for (var c = 0; c < _k; c++)
        {
            for (var i = c * _rows.Width; _weights[c] > 0 && i < (c + 1) * _rows.Width; i++)
            {
                var moved = (_sums[i] / _weights[c]) - Centers[i];
                shift += moved * moved;
                Centers[i] += moved;
            }
        }

        return shift;
    }

    /// <summary>
    /// The exact weighted sum of squared distances from the nearest of the given centres, and the clusters that it belongs to.
    /// </summary>
    /// <param name="centers">The centres in single precision, as the model has them.</param>
    /// <param name="cancellationToken">Cancels between blocks.</param>
    public double ExactSum(float[] centers, CancellationToken cancellationToken)
    {
        if (!_settled)
        {
            Assign(cancellationToken);
        }

        ParallelFor.Run(_rows.BlockCount, 1, _rows.MaxThreads, (start, end) =>
        {
            for (var b = start; b < end; b++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _blockSums[b] = ExactSum(b, centers);
            }
        });
        _rows.Release();
        return _blockSums.Sum();
    }

    private double ExactSum(int block, float[] centers)
    {
        var features = _rows.Batch(block).Features;
        var sum = 0.0;
        for (var i = 0; i < features.Rows; i++)
        {
            var row = _rows.First(block) + i;
            sum += Weight(row) * KMeansModel.SquaredDistance(
                features.Slice(i, 1), centers.AsSpan(_nearest[row] * _rows.Width, _rows.Width));
        }

        return sum;
    }

    /// <summary>Finds the nearest centre of each row, and says whether any differs from before.</summary>
    private bool Assign(CancellationToken cancellationToken)
    {
        _rows.Prepare(Centers, _k, _prepared);
        ParallelFor.Run(_rows.BlockCount, 1, _rows.MaxThreads, (start, end) =>
        {
            // Rented, because new in each pass they would be a large object each time.
            var scores = ArrayPool<float>.Shared.Rent(_k * _rows.BlockRows);
            try
            {
                for (var b = start; b < end; b++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    AssignBlock(b, scores);
                }
            }
            finally
            {
                ArrayPool<float>.Shared.Return(scores);
            }
        });
        _rows.Release();
        SquaredDistances = 0;
        var changes = 0L;
        for (var b = 0; b < _blockSums.Length; b++)
        {
            SquaredDistances += _blockSums[b];
            changes += _blockChanges[b];
        }

        return changes > 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AssignBlock(int block, float[] scores)
    {
        var norms = _rows.Norms(block);
        var first = _rows.First(block);
        var nearest = _nearest.AsSpan(first, norms.Length);
        var distances = _distances.AsSpan(first, norms.Length);
        _rows.Scores(block, _prepared, _k, scores);
        ArgMin.Columns(_k, norms.Length, scores, norms.Length, nearest, distances);
        var weights = _rowWeights is null ? default : _rowWeights.AsSpan(first, norms.Length);
        (_blockSums[block], _blockChanges[block]) = AssignmentScan.Run(
            norms, weights, _labels.AsSpan(first, norms.Length), first, nearest, distances, _changed.AsSpan(first, norms.Length));
    }

    /// <summary>Indices of the rows of a block that changed their cluster.</summary>
    private ReadOnlySpan<int> Changed(int block) => _changed.AsSpan(_rows.First(block), _blockChanges[block]);

    /// <summary>Moves changed rows between the sums. Threads share the features, so that each sum has one order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Move()
    {
        for (var b = 0; b < _rows.BlockCount; b++)
        {
            foreach (var row in Changed(b))
            {
                var weight = Weight(row);
                _weights[_nearest[row]] += weight;
                _members[_nearest[row]] += weight > 0 ? 1 : 0;
                if (_labels[row] >= 0)
                {
                    _weights[_labels[row]] -= weight;
                    _members[_labels[row]] -= weight > 0 ? 1 : 0;
                }
            }
        }

        if (_rows.IsSparse)
        {
            MoveColumns(0, _rows.Width);
        }
        else
        {
            ParallelFor.Run(_rows.Width, ColumnsPerThread, _rows.MaxThreads, MoveColumns);
        }

        for (var b = 0; b < _rows.BlockCount; b++)
        {
            foreach (var row in Changed(b))
            {
                _labels[row] = _nearest[row];
            }
        }

        ClearEmpty();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MoveColumns(int start, int end)
    {
        for (var b = 0; b < _rows.BlockCount; b++)
        {
            if (_blockChanges[b] == 0)
            {
                continue;
            }

            var features = _rows.Batch(b).Features;
            var first = _rows.First(b);
            foreach (var row in Changed(b))
            {
                int i = row - first, from = _labels[row], to = _nearest[row];
                var weight = Weight(row);
                if (features.IsSparse)
                {
                    AddSparse(features.Slice(i, 1), to, weight);
                    AddSparse(features.Slice(i, 1), from, -weight);
                }
                else
                {
                    var values = features.Values.Slice((i * _rows.Width) + start, end - start);
                    Add(values, to, start, weight);
                    Add(values, from, start, -weight);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ReadOnlySpan<float> values, int cluster, int start, double weight)
    {
        if (cluster < 0)
        {
            return;
        }

        var sums = _sums.AsSpan((cluster * _rows.Width) + start, values.Length);
        var i = 0;
        var lanes = Vector<float>.Count;
        var half = Vector<double>.Count;
        var factor = new Vector<double>(weight);
        for (; i <= values.Length - lanes; i += lanes)
        {
            // Products of a float and a weight that is a float are exact in double, so the width of the vectors does not show.
            Vector.Widen(new Vector<float>(values[i..]), out var lower, out var upper);
            (new Vector<double>(sums[i..]) + (lower * factor)).CopyTo(sums[i..]);
            (new Vector<double>(sums[(i + half)..]) + (upper * factor)).CopyTo(sums[(i + half)..]);
        }

        for (; i < values.Length; i++)
        {
            sums[i] += values[i] * weight;
        }
    }

    private void AddSparse(FeatureBlock row, int cluster, double weight)
    {
        for (var i = 0; cluster >= 0 && i < row.Values.Length; i++)
        {
            _sums[(cluster * _rows.Width) + row.Columns[i]] += row.Values[i] * weight;
        }
    }

    private double Weight(int row) => _rowWeights is null ? 1.0 : _rowWeights[row];

    /// <summary>Rounding must not leave a trace of rows that have gone.</summary>
    private void ClearEmpty()
    {
        for (var c = 0; c < _k; c++)
        {
            if (_members[c] == 0)
            {
                _weights[c] = 0;
                _sums.AsSpan(c * _rows.Width, _rows.Width).Clear();
            }
        }
    }

    /// <summary>
    /// Gives an empty cluster the row that is farthest from its centre, as scikit-learn does. Where every row lies on a centre there are
    /// fewer
    /// distinct rows than clusters, and the cluster stays empty where it is.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Relocate(int cluster)
    {
        var farthest = -1;
        for (var i = 0; i < _distances.Length; i++)
        {
            if (_distances[i] > (farthest < 0 ? 0 : _distances[farthest]) && (_rowWeights is null || _rowWeights[i] > 0))
            {
                farthest = i;
            }
        }

        if (farthest < 0)
        {
            return;
        }

        var row = _rows.Row(farthest);
        var from = _labels[farthest];
        var weight = Weight(farthest);
        if (_weights[from] - weight <= 0)
        {
            return;
        }

        _weights[from] -= weight;
        _weights[cluster] = weight;
        _members[from]--;
        _members[cluster]++;
        for (var j = 0; j < row.Length; j++)
        {
            _sums[(from * row.Length) + j] -= row[j] * weight;
            _sums[(cluster * row.Length) + j] = row[j] * weight;
        }

        _labels[farthest] = cluster;
        _distances[farthest] = 0;
        _relocated = true;
    }

    public void Save(ModelWriter writer)
    {
        writer.Write("lloyd.centers", [Centers.Length], Centers);
        writer.Write("lloyd.sums", [_sums.Length], _sums);
        writer.Write("lloyd.weights", [_k], _weights);
        writer.Write("lloyd.labels", [_labels.Length], _labels);
        writer.WriteValue("lloyd.iteration", Iteration);
        writer.WriteValue("lloyd.relocated", _relocated);
    }

    public void Restore(ModelReader reader)
    {
        reader.ReadDouble("lloyd.centers", Centers.Length).CopyTo(Centers, 0);
        reader.ReadDouble("lloyd.sums", _sums.Length).CopyTo(_sums, 0);
        reader.ReadDouble("lloyd.weights", _k).CopyTo(_weights, 0);
        reader.ReadInt32("lloyd.labels", _labels.Length).CopyTo(_labels, 0);
        for (var i = 0; i < _labels.Length; i++)
        {
            if (_labels[i] >= 0 && Weight(i) > 0)
            {
                _members[_labels[i]]++;
            }
        }

        Iteration = reader.ReadValue("lloyd.iteration")!.GetValue<int>();
        _relocated = reader.ReadValue("lloyd.relocated")!.GetValue<bool>();
    }
}
