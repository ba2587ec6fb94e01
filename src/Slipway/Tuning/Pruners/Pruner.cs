using Slipway.Tuning;

namespace Slipway;

/// <summary>
/// The pruners that Slipway brings: which trials a search gives up before their end. Each is deterministic, and right for metrics to minimise and to
/// maximise. Settings that cannot work are reported when the search begins. Others implement <see cref="IPruner"/>.
/// </summary>
/// <remarks>
/// Startup trials, warm-up steps and intervals mean what they mean in Optuna, for steps that count from 1: with a warm-up of 5, the first report that is
/// looked at is the one at step 6.
/// </remarks>
public static class Pruner
{
    /// <summary>Lets every trial run to its end; the default of a search.</summary>
    public static IPruner None() => new NoPruner();

    /// <summary>
    /// Gives up a trial whose best value so far is worse than the median of the completed trials' values at the same step: the rule of Golovin et al.
    /// (2017), "Google Vizier", section 3.5.2. A good first choice.
    /// </summary>
    /// <param name="startupTrials">Nothing is given up before so many trials are completed; at least 0. Default: 5.</param>
    /// <param name="warmUpSteps">The first steps of each trial, in which it is not given up; at least 0. Default: 0.</param>
    /// <param name="interval">Looks at the first report in each interval of so many steps after the warm-up; at least 1. Default: 1, every report.</param>
    /// <param name="minTrials">Does not judge at a step to which fewer completed trials have a value; at least 1. Default: 1.</param>
    public static IPruner Median(int startupTrials = 5, int warmUpSteps = 0, int interval = 1, int minTrials = 1) =>
        Percentile(50, startupTrials, warmUpSteps, interval, minTrials);

    /// <summary>Gives up a trial unless its best value so far is among the best percents of the completed trials' values at the same step.</summary>
    /// <param name="percent">How many percent go on, 0 to 100: 25 keeps the best quarter. Percentiles are interpolated linearly.</param>
    /// <param name="startupTrials">Nothing is given up before so many trials are completed; at least 0. Default: 5.</param>
    /// <param name="warmUpSteps">The first steps of each trial, in which it is not given up; at least 0. Default: 0.</param>
    /// <param name="interval">Looks at the first report in each interval of so many steps after the warm-up; at least 1. Default: 1, every report.</param>
    /// <param name="minTrials">Does not judge at a step to which fewer completed trials have a value; at least 1. Default: 1.</param>
    public static IPruner Percentile(double percent, int startupTrials = 5, int warmUpSteps = 0, int interval = 1, int minTrials = 1) =>
        new PercentilePruner(percent, startupTrials, warmUpSteps, interval, minTrials);

    /// <summary>
    /// Asynchronous successive halving, "ASHA" (Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning", MLSys): rungs at
    /// <paramref name="minResource"/> * <paramref name="reductionFactor"/>^(<paramref name="minEarlyStoppingRate"/> + k) steps; of the trials that
    /// come to a rung, the best 1 / <paramref name="reductionFactor"/> go on. Trials are judged as they come, so nothing waits.
    /// </summary>
    /// <param name="minResource">Steps that every trial gets; at least 1. Default: 1.</param>
    /// <param name="reductionFactor">Eta; at least 2. Default: 4.</param>
    /// <param name="minEarlyStoppingRate">Rungs to leave out at the bottom; at least 0. Default: 0.</param>
    /// <param name="bootstrapCount">No trial goes on from a rung before so many others have come to it; at least 0. Default: 0, the best so far goes on.</param>
    public static IPruner SuccessiveHalving(int minResource = 1, int reductionFactor = 4, int minEarlyStoppingRate = 0, int bootstrapCount = 0) =>
        new SuccessiveHalvingPruner(minResource, reductionFactor, minEarlyStoppingRate, bootstrapCount);

    /// <summary>
    /// Hyperband (Li et al. 2018, "Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization", JMLR 18) with asynchronous halving in each
    /// bracket: some trials are judged early and hard, some late or never, so that slow starters have their chance. A trial's bracket follows from
    /// its number.
    /// </summary>
    /// <param name="minResource">Steps that every trial gets; at least 1. Default: 1.</param>
    /// <param name="maxResource">
    /// Steps of a whole trial; at least <paramref name="minResource"/>. Default: null, those of the longest completed trial; nothing is given up before
    /// one is completed.
    /// </param>
    /// <param name="reductionFactor">Eta; at least 2. Default: 3.</param>
    /// <param name="bootstrapCount">As in <see cref="SuccessiveHalving"/>. Default: 0.</param>
    public static IPruner Hyperband(int minResource = 1, int? maxResource = null, int reductionFactor = 3, int bootstrapCount = 0) =>
        new HyperbandPruner(minResource, maxResource, reductionFactor, bootstrapCount);

    /// <summary>
    /// Gives up a trial whose best value in the last <paramref name="steps"/> + 1 reports is worse, by more than <paramref name="minDelta"/>, than its best
    /// before them; or lets another pruner decide then, and only then (Optuna's <c>PatientPruner</c>).
    /// </summary>
    /// <param name="steps">How many reports to be patient; at least 0.</param>
    /// <param name="minDelta">How much worse is still tolerated, in units of the metric; at least 0. Default: 0.</param>
    /// <param name="inner">The pruner that decides; null gives the trial up at once. Default: null.</param>
    public static IPruner Patience(int steps, double minDelta = 0, IPruner? inner = null) => new PatiencePruner(steps, minDelta, inner);

    /// <summary>Gives up a trial whose last value is out of bounds: a loss that explodes, an accuracy that is no better than chance.</summary>
    /// <param name="lower">Values less than this are out of bounds; null for no bound.</param>
    /// <param name="upper">Values more than this are out of bounds; null for no bound.</param>
    /// <param name="warmUpSteps">The first steps of each trial, in which it is not given up; at least 0. Default: 0.</param>
    /// <param name="interval">Looks at the first report in each interval of so many steps after the warm-up; at least 1. Default: 1, every report.</param>
    public static IPruner Threshold(double? lower = null, double? upper = null, int warmUpSteps = 0, int interval = 1) =>
        new ThresholdPruner(lower, upper, warmUpSteps, interval);
}
