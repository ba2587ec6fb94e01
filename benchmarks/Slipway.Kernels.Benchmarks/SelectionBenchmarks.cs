using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using Slipway.Kernels.Benchmarks.Measuring;

namespace Slipway.Kernels.Benchmarks;

/// <summary>The smallest of each row of 64, and the few smallest of many.</summary>
public class SelectionBenchmarks : KernelBenchmark
{
    private const int Length = 1 << 16;
    private const int Width = 64;
    private const int K = 10;

    [Params("smallest of each row", "below a limit", "10 smallest")]
    public string Kernel { get; set; } = "";

    internal override KernelWork Work => KernelWork.OfBytes(sizeof(float) * (double)Length);

    internal override string RivalName => Kernel switch
    {
        "smallest of each row" => "TensorPrimitives.IndexOfMin of each row",
        "below a limit" => "naive loop",
        _ => "Array.Sort",
    };

    private protected override KernelCase Create()
    {
        var x = Normal(Length, 1);
        return Kernel switch
        {
            "smallest of each row" => Rows(x),
            "below a limit" => Below(x),
            _ => Smallest(x),
        };
    }

    private static KernelCase Rows(float[] x)
    {
        const int Rows = Length / Width;
        var indices = new int[Rows];
        var values = new float[Rows];
        return new KernelCase
        {
            Slipway = () => ArgMin.Rows(Rows, Width, x, Width, indices, values),
            Reference = () => ArgMin.Rows(KernelPath.Scalar, Rows, Width, x, Width, indices, values),
            Rival = () =>
            {
                for (var i = 0; i < Rows; i++)
                {
                    indices[i] = TensorPrimitives.IndexOfMin(x.AsSpan(i * Width, Width));
                    values[i] = x[(i * Width) + indices[i]];
                }
            },
            Result = () => [.. indices, .. values],
            Tolerance = 0,
        };
    }

    private static KernelCase Below(float[] x)
    {
        const float Limit = -3.5f;
        var positions = new int[Length];
        var count = 0;
        return new KernelCase
        {
            Slipway = () => count = TopK.Collect(x, 0, Limit, positions, out _),
            Reference = () => count = TopK.Collect(KernelPath.Scalar, x, 0, Limit, positions, out _),
            Rival = () =>
            {
                count = 0;
                for (var i = 0; i < x.Length; i++)
                {
                    if (x[i] <= Limit)
                    {
                        positions[count++] = i;
                    }
                }
            },
            Result = () => Array.ConvertAll(positions[..count], p => (double)p),
            Tolerance = 0,
        };
    }

    // The kernel is the same on every path; the reference is to put every element among the ones kept, in order.
    private static KernelCase Smallest(float[] x)
    {
        float[] keys = new float[Length];
        int[] items = new int[Length];
        void Copy()
        {
            x.CopyTo(keys, 0);
            for (var i = 0; i < items.Length; i++)
            {
                items[i] = i;
            }
        }

        return new KernelCase
        {
            Slipway = () =>
            {
                Copy();
                TopK.Partition(keys, items, K);
            },
            Reference = () =>
            {
                Copy();
                var kept = 0;
                for (var i = 0; i < Length; i++)
                {
                    var (key, item) = (keys[i], items[i]);
                    var at = kept < K ? kept++ : key < keys[K - 1] ? K - 1 : -1;
                    for (; at > 0 && keys[at - 1] > key; at--)
                    {
                        (keys[at], items[at]) = (keys[at - 1], items[at - 1]);
                    }

                    if (at >= 0)
                    {
                        (keys[at], items[at]) = (key, item);
                    }
                }
            },
            Rival = () =>
            {
                Copy();
                Array.Sort(keys, items);
            },
            Result = () => [.. items.Take(K).Order().Select(i => (double)i)],
            Tolerance = 0,
        };
    }
}
