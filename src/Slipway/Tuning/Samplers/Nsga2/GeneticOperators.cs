namespace Slipway.Tuning;

/// <summary>Crossover and mutation of places between 0 and 1; nothing leaves these bounds.</summary>
internal static class GeneticOperators
{
    // Parents nearer than this have themselves as children.
    private const double SamePlace = 1e-14;

    /// <summary>
    /// Simulated binary crossover within bounds (Deb and Agrawal, "Simulated binary crossover for continuous search space", Complex Systems 9, 1995; the
    /// bounded form of the authors' NSGA-II program): one of the two children, each as likely.
    /// </summary>
    /// <param name="first">Place of a parent.</param>
    /// <param name="second">Place of the other one.</param>
    /// <param name="index">Distribution index.</param>
    /// <param name="random">Two numbers are drawn.</param>
    public static double SimulatedBinaryCrossover(double first, double second, double index, ref SamplerRandom random)
    {
        var share = random.NextUnit();
        var lower = random.NextUnit() < 0.5;
        var (low, high) = (Math.Min(first, second), Math.Max(first, second));
        var width = high - low;
        if (width < SamePlace)
            return lower ? low : high;

        var room = lower ? low : 1 - high;
        var most = 2 - Math.Pow(1 + (2 * room / width), -(index + 1));
        var spread = share * most <= 1
            ? Math.Pow(share * most, 1 / (index + 1))
            : Math.Pow(1 / (2 - (share * most)), 1 / (index + 1));
        var middle = low + high;
        return Math.Clamp(0.5 * (lower ? middle - (spread * width) : middle + (spread * width)), 0, 1);
    }

    /// <summary>
    /// Polynomial mutation within bounds (Deb and Goyal, "A combined genetic adaptive search (GeneAS) for engineering design", Computer Science and Informatics
    /// 26, 1996; the bounded form of the authors' NSGA-II program).
    /// </summary>
    /// <param name="place">0 to 1.</param>
    /// <param name="index">Distribution index.</param>
    /// <param name="random">One number is drawn.</param>
    public static double PolynomialMutation(double place, double index, ref SamplerRandom random)
    {
        var share = random.NextUnit();
        var change = share < 0.5
            ? Math.Pow((2 * share) + ((1 - (2 * share)) * Math.Pow(1 - place, index + 1)), 1 / (index + 1)) - 1
            : 1 - Math.Pow((2 * (1 - share)) + (((2 * share) - 1) * Math.Pow(place, index + 1)), 1 / (index + 1));
        return Math.Clamp(place + change, 0, 1);
    }
}
