using Slipway.Tuning;

namespace Slipway;

public static partial class Sampler
{
    /// <summary>
    /// Every combination of a few values of each parameter, once, in a fixed order: the first parameter changes last, and a parameter that exists
    /// under a condition is combined only with the choices under which it does. The search ends when all are tried. For few parameters with few
    /// values; any number of objectives, any parallelism.
    /// </summary>
    /// <param name="steps">Number of values of each numeric parameter, equally far apart on its scale, as in <see cref="GridOptions.Steps"/>.</param>
    public static ISampler Grid(int steps) => Grid(new GridOptions { Steps = steps });

    /// <inheritdoc cref="Grid(int)"/>
    /// <param name="options">Settings.</param>
    public static ISampler Grid(GridOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new GridSampler(options.Steps, options.StepsByParameter);
    }

    /// <summary>Every combination of all values of all parameters, as <see cref="Grid(int)"/>; none may be continuous.</summary>
    public static ISampler Grid() => Grid(new GridOptions());
}
