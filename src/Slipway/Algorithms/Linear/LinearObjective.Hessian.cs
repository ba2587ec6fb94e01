using Slipway.Features;
using Slipway.Kernels;

namespace Slipway;

/// <content>The Hessian at the last point that was evaluated, <c>X' D X / total + L2 I</c>: its products with vectors, and as a matrix, each by one pass.</content>
internal sealed partial class LinearObjective
{
    // D, the second derivative of each row's loss, by chunk; empty for solvers that need only the gradient.
    private readonly RowCurvature? _curvature;

    /// <summary>Writes Hessian times vector; false when the job was asked to stop meanwhile, and then the product is not complete.</summary>
    public bool TryMultiplyHessian(ReadOnlySpan<double> vector, Span<double> product)
    {
        // By a power of two, which rounds nothing: the products of a long vector with large features would overflow a float32.
        var exponent = Exponent(vector);
        Narrow(vector, Math.ScaleB(1, -exponent));
        var scale = Math.ScaleB(1, exponent);
        product.Clear();
        for (var first = 0; first < _matrix.ChunkCount; first += _scratch.Length)
        {
            if (!TryRun(first, ChunkWork.Product, out var count))
            {
                return false;
            }

            for (var i = 0; i < count; i++)
            {
                WideAxpy.Apply(1, _scratch[i].Gradient, product[.._scratch[i].Gradient.Length]);
                product[^1] += _scratch[i].InterceptCurvature;
            }
        }

        for (var i = 0; i < _weights.Length; i++)
        {
            product[i] = (product[i] * scale * _inverseTotal) + (_l2 * vector[i]);
        }

        product[^1] = _intercept ? product[^1] * scale * _inverseTotal : 0;
        return true;
    }

    /// <summary>
    /// Writes the upper triangle of the Hessian, <c>[parameters x parameters]</c>; false when the job was asked to stop meanwhile.
    /// </summary>
    public bool TryHessian(double[] hessian)
    {
        var n = ParameterCount;
        foreach (var scratch in _scratch)
        {
            scratch.Hessian ??= new float[n * n];
        }

        Array.Clear(hessian);
        for (var first = 0; first < _matrix.ChunkCount; first += _scratch.Length)
        {
            if (!TryRun(first, ChunkWork.Matrix, out var count))
            {
                return false;
            }

            for (var i = 0; i < count; i++)
            {
                WideAxpy.Apply(1, _scratch[i].Hessian, hessian);
            }
        }

        VectorMath.Scale(_inverseTotal, hessian);
        for (var i = 0; i < n; i++)
        {
            if (i < _weights.Length)
            {
                hessian[(i * n) + i] += _l2;
            }

            if (!_intercept)
            {
                hessian[(i * n) + n - 1] = 0;
            }
        }

        return true;
    }

    private static int Exponent(ReadOnlySpan<double> vector)
    {
        var largest = VectorMath.LargestMagnitude(vector);
        return largest > 0 && double.IsFinite(largest) ? Math.ILogB(largest) : 0;
    }

    private void MultiplyChunk(int index, LinearScratch scratch)
    {
        var chunk = _matrix.Chunk(index);
        var curvature = _curvature!.Load(index, scratch);
        Array.Clear(scratch.Gradient);
        if (_matrix.IsSparse)
        {
            scratch.InterceptCurvature = SparseHessian.AccumulateProduct(
                chunk.Features.Csr(), curvature, _weights, _intercepts[0], scratch.Gradient);
        }
        else
        {
            scratch.InterceptCurvature = MultiplyDense(chunk.Features, curvature, scratch);
        }

        _matrix.Release(index);
    }

    private double MultiplyDense(FeatureBlock features, ReadOnlySpan<float> curvature, LinearScratch scratch)
    {
        var total = 0.0;
        for (var start = 0; start < features.Rows; start += LinearScratch.BlockRows)
        {
            var block = features.Slice(start, Math.Min(LinearScratch.BlockRows, features.Rows - start));
            var scores = scratch.Scores.AsSpan(0, block.Rows);
            LinearModel.Scores(block, _weights, _intercepts, scores, maxThreads: 1);
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] *= curvature[start + i];
                total += scores[i];
            }

            Gemm.Multiply(true, false, _features, 1, block.Rows, block.Values, _features, scores, 1, scratch.Gradient, 1, accumulate: true);
        }

        return total;
    }

    private void HessianOfChunk(int index, LinearScratch scratch)
    {
        var features = _matrix.Chunk(index).Features;
        var curvature = _curvature!.Load(index, scratch);
        Array.Clear(scratch.Hessian!);
        if (_matrix.IsSparse)
        {
            SparseHessian.AccumulateUpper(features.Csr(), curvature, scratch.Hessian);
        }
        else
        {
            HessianOfDense(features, curvature, scratch);
        }

        _matrix.Release(index);
    }

    private void HessianOfDense(FeatureBlock features, ReadOnlySpan<float> curvature, LinearScratch scratch)
    {
        var n = ParameterCount;
        var scaled = scratch.ScaledRows ??= new float[LinearScratch.BlockRows * _features];
        Span<float> hessian = scratch.Hessian, corner = hessian[^1..];
        for (var start = 0; start < features.Rows; start += LinearScratch.BlockRows)
        {
            var block = features.Slice(start, Math.Min(LinearScratch.BlockRows, features.Rows - start));
            for (var i = 0; i < block.Rows; i++)
            {
                var row = scaled.AsSpan(i * _features, _features);
                block.Values.Slice(i * _features, _features).CopyTo(row);
                Scale.Apply(curvature[start + i], row);
                corner[0] += curvature[start + i];
            }

            Gemm.Multiply(true, false, _features, _features, block.Rows, scaled, _features, block.Values, _features, hessian, n, accumulate: true);
            Gemm.Multiply(true, false, _features, 1, block.Rows, block.Values, _features, curvature.Slice(start, block.Rows), 1, hessian[_features..], n, accumulate: true);
        }
    }
}
