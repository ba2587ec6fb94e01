using Slipway.Tuning;

namespace Slipway;

public static partial class Sampler
{
    /// <summary>
    /// The multivariate tree-structured Parzen estimator: models the good and the other trials as densities and tries where the ratio is largest
    /// (Bergstra, Bardenet, Bengio and Kegl, NIPS 2011; Watanabe, arXiv 2304.11127, 2023). Any space, conditional ones too; several objectives by
    /// Pareto fronts; parallel trials spread out; pruned and failed trials teach it where not to go; trials of earlier searches count.
    /// </summary>
    /// <param name="options">Settings; null means the defaults.</param>
    public static ISampler Tpe(TpeOptions? options = null) => new TpeSampler(options ?? new TpeOptions());
}
