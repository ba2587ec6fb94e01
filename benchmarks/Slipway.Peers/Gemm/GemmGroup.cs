using System.Diagnostics;
using Slipway.Benchmarks.Machine;
using Slipway.Kernels;
using Slipway.Peers.Running;
using Slipway.Peers.Torch;
using TorchSharp;

namespace Slipway.Peers.Gemm;

/// <summary>
/// Products of dense float32 matrices: against libtorch's (oneDNN or MKL, in place by <c>addmm_</c>, so that neither side allocates), and
/// against the machine's own limit, measured in the same run. Every result is compared with one summed in double.
/// </summary>
internal sealed class GemmGroup : IBenchmarkGroup
{
    private const double Seconds = 0.3;

    /// <inheritdoc/>
    public string Name => "gemm";

    /// <inheritdoc/>
    public IEnumerable<Comparison> Compare(BenchmarkSetup setup)
    {
        int[] squares = [512, 1024, 2048];
        foreach (var size in squares)
        {
            var shape = new GemmShape(size, size, size);
            yield return OfPeak(shape);
            yield return AgainstTorch(shape, setup.Threads);
        }

        GemmShape[] others =
        [
            new(1024, 1024, 1024, transB: true), new(1024, 1024, 1024, transA: true),
            new(1000, 1000, 1000), new(1023, 1025, 1027), new(257, 513, 129), new(4096, 10, 1024), new(1024, 784, 256, transA: true),
            new(8, 8, 8), new(16, 16, 16), new(32, 32, 32), new(32, 64, 64), new(64, 64, 64), new(128, 128, 128),
        ];
        foreach (var shape in others)
        {
            yield return AgainstTorch(shape, setup.Threads);
        }
    }

    private static Comparison OfPeak(GemmShape shape) => new()
    {
        Work = $"sgemm {shape.Name}, fastest beside the FMA limit",
        Unit = "GFLOP/s",
        Better = Better.Higher,
        Goal = shape.N == 1024 ? "at least 85% of the limit, 1 thread" : "beside the limit, 1 thread",
        GoalMet = result => shape.N != 1024 || result.Ratio >= 0.85,
        Repetitions = 7,
        Slipway = Contender.Slipway(() => Slipway(shape, threads: 1, fastest: true)),
        Peer = new Contender("FMA loop in registers", () => $"{KernelPaths.Current}", _ => Task.Run(() =>
            new Measurement(FmaPeak.Measure(KernelPaths.Current, TimeSpan.FromSeconds(Seconds))))),
    };

    private static Comparison AgainstTorch(GemmShape shape, int threads) => new()
    {
        Work = $"sgemm {shape.Name}",
        Unit = "GFLOP/s",
        Better = Better.Higher,
        Goal = ">= 1x, each result right",
        GoalMet = result => result.Ratio >= 1,
        Repetitions = 5,
        Slipway = Contender.Slipway(() => Slipway(shape, threads)),
        Peer = TorchLibrary.Contender("TorchSharp addmm_", threads, () => Torch(shape)),
    };

    private static Measurement Slipway(GemmShape shape, int threads, bool fastest = false)
    {
        var c = new float[shape.M * shape.N];
        var measured = Time(shape, () => Kernels.Gemm.Multiply(
            shape.TransA, shape.TransB, shape.M, shape.N, shape.K, shape.A, shape.TransA ? shape.M : shape.K,
            shape.B, shape.TransB ? shape.K : shape.N, c, shape.N, maxThreads: threads), fastest);
        shape.Verify(c);
        return measured;
    }

    private static Measurement Torch(GemmShape shape)
    {
        using var scope = torch.NewDisposeScope();
        using var untracked = torch.no_grad();
        var a = torch.tensor(shape.A, shape.TransA ? [shape.K, shape.M] : [shape.M, shape.K]);
        var b = torch.tensor(shape.B, shape.TransB ? [shape.N, shape.K] : [shape.K, shape.N]);
        var left = shape.TransA ? a.t() : a;
        var right = shape.TransB ? b.t() : b;
        var c = torch.zeros(shape.M, shape.N);
        var measured = Time(shape, () => c.addmm_(left, right, beta: 0, alpha: 1)); // in place
        shape.Verify(c.data<float>().ToArray());
        return measured;
    }

    // A limit is compared with the fastest product, as it is the fastest loop itself; everything else by the mean.
    private static Measurement Time(GemmShape shape, Action multiply, bool fastest = false)
    {
        multiply();
        var group = Math.Max(1, (int)(2e6 / shape.Flops));
        var count = 0;
        var shortest = double.MaxValue;
        var start = Stopwatch.GetTimestamp();
        double elapsed;
        do
        {
            var begin = Stopwatch.GetTimestamp();
            for (var i = 0; i < group; i++)
            {
                multiply();
            }

            shortest = Math.Min(shortest, Stopwatch.GetElapsedTime(begin).TotalSeconds);
            count += group;
            elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        while (elapsed < Seconds || count < 3);
        return new Measurement(shape.Flops / 1e9 * (fastest ? group / shortest : count / elapsed));
    }
}
