using System.Buffers;
using Slipway.Kernels;

namespace Slipway;

/// <summary><c>sum_i b_i K(x_i, z)</c> for many z.</summary>
internal static class KernelExpansion
{
    private const int Block = 256;

    public static double[] Of(SvmRows rows, double[] coefficients, SvmRows points, SvmKernelFunction kernel, SmoSettings settings)
    {
        var result = new double[points.Count];
        int[] support = [.. Enumerable.Range(0, rows.Count).Where(i => coefficients[i] != 0)];
        var step = Math.Min(Block, KernelBlock.MaximumRows(rows));
        for (var start = 0; start < support.Length; start += step)
        {
            var chosen = support.AsSpan(start, Math.Min(step, support.Length - start));
            settings.CancellationToken.ThrowIfCancellationRequested();
            using var block = new KernelBlock(rows, chosen, points, kernel);
            for (var column = 0; column < points.Count; column += Block)
            {
                var count = Math.Min(Block, points.Count - column);
                var products = ArrayPool<float>.Shared.Rent(chosen.Length * count);
                block.Products(column, count, products);
                for (var k = 0; k < chosen.Length; k++)
                {
                    var row = products.AsSpan(k * count, count);
                    block.Values(k, column, row, row);
                    WideAxpy.Apply(coefficients[chosen[k]], row, result.AsSpan(column, count));
                }

                ArrayPool<float>.Shared.Return(products);
            }
        }

        return result;
    }
}
