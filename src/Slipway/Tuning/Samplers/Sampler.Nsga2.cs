using Slipway.Tuning;

namespace Slipway;

public static partial class Sampler
{
    /// <summary>
    /// An evolving population for several objectives: NSGA-II (Deb, Pratap, Agarwal and Meyarivan, IEEE Transactions on Evolutionary Computation 6,
    /// 2002) with simulated binary crossover (Deb and Agrawal, Complex Systems 9, 1995), uniform crossover of choices and polynomial mutation. Any space,
    /// conditional ones too; one objective works as well. For hundreds of trials and more.
    /// </summary>
    /// <remarks>
    /// A generation is as many consecutive trials as the population. Its parents are chosen, by Pareto front and then by crowding distance, from the
    /// parents and the trials of the generation before, once all those have ended; until then further proposals come from the parents before them.
    /// Pruned trials rank behind completed ones; failed ones are never parents. The first generation is random, unless trials of earlier searches
    /// fill a population. No point is tried twice while ten attempts give one that was not tried yet, or a random one is new.
    /// </remarks>
    /// <param name="options">Settings; null means the defaults.</param>
    public static ISampler Nsga2(Nsga2Options? options = null) => new Nsga2Sampler(options ?? new Nsga2Options());
}
