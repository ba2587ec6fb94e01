namespace Slipway.Tuning;

/// <summary>
/// Where each hyperparameter of the Gaussian process stands in one vector of logarithms: an inverse squared length scale a coordinate, the
/// variance of the function, that of the noise, and the two exponents of each numeric coordinate's warp.
/// </summary>
internal sealed record HyperparameterLayout(int Dimensions, int Numeric, bool IsWarped)
{
    public int Scale => Dimensions;

    public int Noise => Dimensions + 1;

    public int Count => Dimensions + 2 + (IsWarped ? 2 * Numeric : 0);

    public int WarpA(int dimension) => Dimensions + 2 + (2 * dimension);

    public int WarpB(int dimension) => Dimensions + 3 + (2 * dimension);
}
