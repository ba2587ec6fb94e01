using Slipway.Models;

namespace Slipway;

/// <summary>
/// What the linear models share: <c>mean loss + L1 |w|_1 + L2 / 2 |w|_2^2</c>, minimised over all rows at once by L-BFGS (Liu and Nocedal,
/// Mathematical Programming 45, 1989), by OWL-QN (Andrew and Gao, ICML 2007) when <see cref="L1"/> is positive, or by Newton's method
/// (<see cref="LinearSolver"/>). Losses with a kink are solved as a sequence of smoothed ones (Nesterov, Mathematical Programming 103, 2005).
/// Every pass reads the rows in order, so data larger than memory train well. The intercept is not penalised.
/// </summary>
public abstract record LinearAlgorithm : Algorithm
{
    /// <summary>Weight of the absolute-value penalty, which makes coefficients exactly zero. Default 0; not negative.</summary>
    [Bounds(0, 1e9)]
    public double L1 { get; init; }

    /// <summary>
    /// Weight of the squared penalty. Default 1e-4; not negative. The <c>C</c> of LIBLINEAR and scikit-learn is <c>1 / (L2 * rows)</c>.
    /// </summary>
    [Bounds(0, 1e9)]
    public double L2 { get; init; } = 1e-4;

    /// <summary>Most iterations. Default 200; at least 1.</summary>
    [Bounds(1, 1_000_000)]
    public int MaxIterations { get; init; } = 200;

    /// <summary>
    /// Training ends when no component of the objective's gradient exceeds this times the largest one at the start (at least 1e-3).
    /// Default 1e-4; greater than 0.
    /// </summary>
    [Bounds(0, 1, MinimumExclusive = true)]
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Whether there is an intercept. Default true.</summary>
    public bool FitIntercept { get; init; } = true;

    /// <inheritdoc/>
    public sealed override Model Train(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var training = CreateTraining(CreateLoss(context), context);
        return training.Run();
    }

    /// <inheritdoc/>
    public sealed override Model LoadModel(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return LinearModel.Load(reader, Output);
    }

    /// <inheritdoc/>
    protected internal sealed override bool CanContinue => true;

    internal sealed override TimeSpan Extrapolate(TimeSpan measured, int steps, long sampledRows, long rows) =>
        measured / steps * MaxIterations * ((double)rows / sampledRows);

    internal abstract LinearOutput Output { get; }

    internal abstract LinearLoss CreateLoss(TrainingContext context);

    internal virtual LinearTraining CreateTraining(LinearLoss loss, TrainingContext context) => new QuasiNewtonTraining(this, loss, context);
}
