using System.Diagnostics;
using Slipway.Features;
using Slipway.Models;
using Slipway.Peers.Running;

namespace Slipway.Peers.Svm;

/// <summary>Times a training of rows in memory.</summary>
internal static class Measured
{
    /// <summary>Trains once.</summary>
    /// <param name="algorithm">What to train.</param>
    /// <param name="matrix">Rows with classes 0 and 1.</param>
    /// <param name="threads">Threads that may be used.</param>
    /// <param name="quality">The objective that was reached; not timed.</param>
    /// <param name="cancellationToken">Ends the training.</param>
    /// <param name="check">Verifies the model, untimed, and says what it found; throws when it is wrong.</param>
    public static Measurement Train(
        Algorithm algorithm, FeatureMatrix matrix, int threads, Func<Model, double> quality, CancellationToken cancellationToken,
        Func<Model, string>? check = null)
    {
        var context = TrainingContext.Create(
            algorithm.Describe(), matrix, classes: ["0", "1"], maxThreads: threads, cancellationToken: cancellationToken);
        var start = Stopwatch.GetTimestamp();
        using var model = algorithm.Train(context);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new Measurement(seconds, quality(model), $"{context.StepsTaken} steps{check?.Invoke(model)}");
    }
}
