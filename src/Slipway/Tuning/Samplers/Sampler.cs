using Slipway.Tuning;

namespace Slipway;

/// <summary>Samplers by name: what a search tries next. Every one is immutable and can be shared by any number of searches.</summary>
public static partial class Sampler
{
    /// <summary>
    /// Independent uniform values on each parameter's scale. Any space, any number of objectives, any parallelism; the baseline that others must
    /// beat (Bergstra and Bengio, "Random search for hyper-parameter optimization", JMLR 13, 2012).
    /// </summary>
    public static ISampler Random() => RandomSampler.Shared;
}
