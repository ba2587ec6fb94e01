using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <summary>One principal component analysis: means, covariances (or their action on a few directions), eigenvectors.</summary>
internal sealed class PcaTraining
{
    /// <summary>Values of a block of rows: few enough to stay in the cache, enough for a product.</summary>
    private const int BlockValues = 256 * 1024;

    /// <summary>A covariance matrix of 16,384 features takes 2 GiB.</summary>
    private const int MostExactFeatures = 16_384;

    private readonly Pca _algorithm;
    private readonly TrainingContext _context;
    private readonly FeatureMatrix _matrix;
    private readonly int _width;
    private readonly double _weight;
    private readonly float[] _mean;
    private readonly double _totalVariance;
    private readonly float[] _rows;

    public PcaTraining(Pca algorithm, TrainingContext context)
    {
        _algorithm = algorithm;
        _context = context;
        _matrix = context.Train;
        _width = _matrix.FeatureCount;
        _rows = new float[Math.Clamp(BlockValues / _width, 1, 1024) * _width];
        (_mean, _totalVariance, _weight) = Moments();
    }

    public PcaModel Run()
    {
        var most = (int)Math.Min(_width, _matrix.RowCount);
        var components = _algorithm.Components ?? most;
        if (components > most)
        {
            throw Problem(nameof(Pca.Components), $"{components}",
                $"at most {most}, the smaller of {_width} features and {_matrix.RowCount} rows");
        }

        var (values, vectors) = _algorithm.Method == PcaMethod.Exact ? Exact() : Randomized(components);
        var directions = new float[components * _width];
        var variances = new double[components];
        for (var c = 0; c < components; c++)
        {
            variances[c] = Math.Max(0, values[c]);
            var vector = vectors.AsSpan(c * _width, _width);
            var largest = 0;
            for (var j = 1; j < _width; j++)
            {
                largest = Math.Abs(vector[j]) > Math.Abs(vector[largest]) ? j : largest;
            }

            for (var j = 0; j < _width; j++)
            {
                directions[(c * _width) + j] = (float)(vector[largest] < 0 ? -vector[j] : vector[j]);
            }
        }

        return new PcaModel(directions, _mean, variances, _totalVariance, _algorithm.Whiten);
    }

    private double Divisor => _weight > 1 ? _weight - 1 : 1;

    private (double[] Values, double[] Vectors) Exact()
    {
        if (_width > MostExactFeatures)
        {
            throw Problem(
                nameof(Pca.Method), $"{PcaMethod.Exact} with {_width} features",
                $"{PcaMethod.Randomized} beyond {MostExactFeatures} features");
        }

        var covariance = new double[_width * _width];
        var product = new float[covariance.Length];
        ForEachBlock((rows, weighted) =>
        {
            Gemm.Multiply(
                true, false, _width, _width, rows.Length / _width, weighted, _width, rows, _width, product, _width,
                maxThreads: _context.MaxThreads);
            for (var i = 0; i < product.Length; i++)
            {
                covariance[i] += product[i];
            }
        });
        for (var i = 0; i < _width; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var value = (covariance[(i * _width) + j] + covariance[(j * _width) + i]) / 2 / Divisor;
                covariance[(i * _width) + j] = covariance[(j * _width) + i] = value;
            }
        }

        return (SymmetricEigen.Decompose(covariance, _width, _context.CancellationToken), covariance);
    }

    /// <summary>Subspace iteration with the covariance matrix, then its eigenvectors within the subspace (Rayleigh and Ritz).</summary>
    private (double[] Values, double[] Vectors) Randomized(int components)
    {
        var size = Math.Min(components + _algorithm.ExtraComponents, _width);
        var start = new float[size * _width];
        CounterRandom.FillNormal(_context.Seed, RandomStreams.Directions, 0, start);
        var basis = Array.ConvertAll(start, v => (double)v); // one direction a row
        Orthonormalise(basis, size);
        double[] image = [];
        for (var pass = 0; pass <= _algorithm.PowerIterations; pass++)
        {
            image = CovarianceTimes(basis, size);
            if (pass < _algorithm.PowerIterations)
            {
                Orthonormalise(image, size);
                basis = image;
            }
        }

        var inside = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                inside[(i * size) + j] = inside[(j * size) + i] =
                    (Product(basis, i, image, j) + Product(basis, j, image, i)) / 2;
            }
        }

        var values = SymmetricEigen.Decompose(inside, size, _context.CancellationToken);
        var vectors = new double[size * _width];
        for (var c = 0; c < size; c++)
        {
            for (var b = 0; b < size; b++)
            {
                AddMultiple(inside[(c * size) + b], basis.AsSpan(b * _width, _width), vectors.AsSpan(c * _width, _width));
            }
        }

        return (values, vectors);
    }

    private double[] CovarianceTimes(double[] basis, int size)
    {
        var directions = Array.ConvertAll(basis, v => (float)v);
        var sum = new double[basis.Length];
        var product = new float[basis.Length];
        var projected = new float[_rows.Length / _width * size];
        ForEachBlock((rows, weighted) =>
        {
            var count = rows.Length / _width;
            var part = projected.AsSpan(0, count * size);
            Gemm.Multiply(false, true, count, size, _width, rows, _width, directions, _width, part, size, maxThreads: _context.MaxThreads);
            Gemm.Multiply(true, false, size, _width, count, part, size, weighted, _width, product, _width, maxThreads: _context.MaxThreads);
            for (var i = 0; i < product.Length; i++)
            {
                sum[i] += product[i];
            }
        });
        for (var i = 0; i < sum.Length; i++)
        {
            sum[i] /= Divisor;
        }

        return sum;
    }

    /// <summary>Modified Gram-Schmidt, twice; a direction that the others span becomes zero.</summary>
    private void Orthonormalise(double[] directions, int size)
    {
        for (var i = 0; i < size; i++)
        {
            var direction = directions.AsSpan(i * _width, _width);
            var before = Math.Sqrt(Product(directions, i, directions, i));
            for (var round = 0; round < 2; round++)
            {
                for (var j = 0; j < i; j++)
                {
                    AddMultiple(-Product(directions, j, directions, i), directions.AsSpan(j * _width, _width), direction);
                }
            }

            var length = Math.Sqrt(Product(directions, i, directions, i));
            var scale = length > 1e-12 * before ? 1 / length : 0;
            foreach (ref var value in direction)
            {
                value *= scale;
            }
        }
    }

    private double Product(double[] left, int i, double[] right, int j)
    {
        var sum = 0.0;
        var (x, y) = (i * _width, j * _width);
        for (var k = 0; k < _width; k++)
        {
            sum += left[x + k] * right[y + k];
        }

        return sum;
    }

    private static void AddMultiple(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        for (var k = 0; k < y.Length; k++)
        {
            y[k] += factor * x[k];
        }
    }

    private delegate void BlockVisitor(ReadOnlySpan<float> rows, ReadOnlySpan<float> weighted);

    /// <summary>Passes on the rows less their mean, dense, and the same rows times their weights.</summary>
    private void ForEachBlock(BlockVisitor visit)
    {
        var weighted = _matrix.HasWeights ? new float[_rows.Length] : _rows;
        var together = _rows.Length / _width;
        for (var c = 0; c < _matrix.ChunkCount; c++)
        {
            var chunk = _matrix.Chunk(c);
            for (var start = 0; start < chunk.Rows; start += together)
            {
                _context.ThrowIfCancellationRequested();
                var block = chunk.Slice(start, Math.Min(together, chunk.Rows - start));
                for (var i = 0; i < block.Rows; i++)
                {
                    var row = _rows.AsSpan(i * _width, _width);
                    LabelledRows.CopyRow(block.Features.Slice(i, 1), row);
                    for (var j = 0; j < row.Length; j++)
                    {
                        row[j] -= _mean[j];
                    }

                    if (_matrix.HasWeights)
                    {
                        row.CopyTo(weighted.AsSpan(i * _width, _width));
                        Scale.Apply(block.Weights[i], weighted.AsSpan(i * _width, _width));
                    }
                }

                visit(_rows.AsSpan(0, block.Rows * _width), weighted.AsSpan(0, block.Rows * _width));
            }

            _matrix.Release(c);
        }
    }

    private (float[] Mean, double TotalVariance, double Weight) Moments()
    {
        var mean = new double[_width];
        var squares = new double[_width];
        var total = 0.0;
        var row = new float[_width];
        for (var c = 0; c < _matrix.ChunkCount; c++)
        {
            _context.ThrowIfCancellationRequested();
            var chunk = _matrix.Chunk(c);
            for (var i = 0; i < chunk.Rows; i++)
            {
                var weight = chunk.Weights.IsEmpty ? 1.0 : chunk.Weights[i];
                if (weight == 0)
                {
                    continue;
                }

                LabelledRows.CopyRow(chunk.Features.Slice(i, 1), row);
                total += weight;
                for (var j = 0; j < row.Length; j++)
                {
                    // West, CACM 22(9), 1979
                    var difference = row[j] - mean[j];
                    mean[j] += difference * weight / total;
                    squares[j] += weight * difference * (row[j] - mean[j]);
                }
            }

            _matrix.Release(c);
        }

        var divisor = total > 1 ? total - 1 : 1;
        return _algorithm.SubtractMean
            ? ([.. mean.Select(m => (float)m)], squares.Sum() / divisor, total)
            : (new float[_width], squares.Zip(mean, (s, m) => s + (total * m * m)).Sum() / divisor, total);
    }

    private HyperparameterException Problem(string name, string value, string allowed) =>
        new(_algorithm.Describe().Id, [new HyperparameterProblem(name, value, allowed)]);
}
