using Slipway.Tuning;

namespace Slipway;

public static partial class Sampler
{
    /// <summary>
    /// Models the objective by a Gaussian process and tries where the expected improvement is largest. The fewest trials of all samplers when a
    /// trial is expensive, up to a few hundred trials and about twenty parameters; one objective.
    /// </summary>
    /// <remarks>
    /// Matérn-5/2 kernel with a length scale a parameter, learned input warping and noise, logarithmic expected improvement (Ament et al.,
    /// 2023). Any space: choices differ or not, parameters that do not exist stand in the middle. Trials that run count as if their result
    /// were what the model expects. The same trials give the same bits whatever the machine's vector width.
    /// </remarks>
    /// <param name="options">Settings; null for the defaults.</param>
    public static ISampler Bayesian(BayesianOptions? options = null) => new BayesianSampler(options ?? new BayesianOptions());
}
