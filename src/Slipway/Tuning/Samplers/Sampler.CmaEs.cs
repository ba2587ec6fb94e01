using Slipway.Tuning;

namespace Slipway;

public static partial class Sampler
{
    /// <summary>
    /// Evolution of a normal distribution whose covariance learns how the parameters depend on each other: the CMA-ES with active update (Hansen,
    /// "The CMA evolution strategy: a tutorial", arXiv 1604.00772, 2016), restarts with a growing population (Auger and Hansen, CEC 2005), a margin for
    /// whole numbers (Hamano, Saito, Nomura and Shirakawa, GECCO 2022) and a warm start (Nomura et al., AAAI 2021). One objective, and at least one
    /// numeric parameter without a condition; choices and parameters under a condition are drawn at random.
    /// </summary>
    /// <remarks>
    /// A generation is as many consecutive trials as the population. The distribution moves once all of a generation's trials have ended; until then
    /// further proposals come from the one before, so parallel trials cost no waiting. They teach most when there are no more of them than the
    /// population: with more, set <see cref="CmaEsOptions.PopulationSize"/> to their number.
    /// Bounds are mirrors: a number beyond one stands for its mirror image. Failed trials, and pruned ones without a report, only leave gaps in
    /// their generation.
    /// </remarks>
    /// <param name="options">Settings; null means the defaults.</param>
    public static ISampler CmaEs(CmaEsOptions? options = null) => new CmaEsSampler(options ?? new CmaEsOptions());
}
