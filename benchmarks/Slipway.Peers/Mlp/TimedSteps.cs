using System.Diagnostics;
using Slipway.Peers.Running;

namespace Slipway.Peers.Mlp;

/// <summary>Runs training steps: first the verified ones, then as many as fit into the time, at least three.</summary>
internal static class TimedSteps
{
    /// <summary>How long a run takes, and the clock is read only between steps.</summary>
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(400);

    private const int Fewest = 3;

    /// <summary>Runs the steps.</summary>
    /// <param name="net">What is trained.</param>
    /// <param name="verified">Trains on a batch and gives its loss.</param>
    /// <param name="timed">Trains on a batch.</param>
    /// <returns>Microseconds of a step, and the loss of the last verified step.</returns>
    public static Measurement Run(MlpNet net, Func<int, double> verified, Action<int> timed)
    {
        var loss = 0.0;
        var step = 0;
        while (step < MlpNet.VerifiedSteps)
        {
            loss = verified(step++ % net.Batches);
        }

        // Looking at the clock every few steps only keeps it out of the shortest ones.
        var group = Math.Max(1, (int)(2e6 / net.Flops));
        var count = 0;
        var start = Stopwatch.GetTimestamp();
        TimeSpan elapsed;
        do
        {
            for (var i = 0; i < group; i++)
            {
                timed(step++ % net.Batches);
            }

            count += group;
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < Duration || count < Fewest);
        return new Measurement(elapsed.TotalMicroseconds / count, loss, $"{net.Flops * count / elapsed.TotalSeconds / 1e9:0.0} GFLOP/s in products");
    }
}
