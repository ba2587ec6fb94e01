using Slipway.Tuning;

namespace Slipway;

public static partial class Sampler
{
    /// <summary>
    /// A scrambled Sobol sequence: values spread more evenly over each parameter's scale, and over pairs of them, than independent ones (Sobol, 1967;
    /// Matousek, "On the L2-discrepancy for anchored boxes", Journal of Complexity 14, 1998). Any number of objectives, any parallelism, up to 100
    /// parameters; conditional parameters too. Trial n is point n of the seed's sequence. Most even after 2^k trials.
    /// </summary>
    public static ISampler Sobol() => SobolSampler.Shared;
}
