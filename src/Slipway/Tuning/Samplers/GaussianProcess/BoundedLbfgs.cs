namespace Slipway.Tuning;

/// <summary>Minimises a smooth function over a box: L-BFGS on the variables that are free to move, with steps projected onto the box.</summary>
/// <remarks>Bertsekas, Projected Newton methods for optimization problems with simple constraints, 1982; the memory is Nocedal and Wright's.</remarks>
internal static class BoundedLbfgs
{
    /// <summary>The value at a place; writes the gradient. NaN or infinity means: do not go there.</summary>
    public delegate double Function(ReadOnlySpan<double> x, Span<double> gradient);

    /// <summary>Goes downhill from a place.</summary>
    /// <param name="function">What to minimise.</param>
    /// <param name="x">Where to start; on return the best place.</param>
    /// <param name="lower">Lower bounds.</param>
    /// <param name="upper">Upper bounds.</param>
    /// <param name="evaluations">Calls of the function at most.</param>
    /// <param name="tolerance">Stops when a step lowers the value by less than this.</param>
    /// <returns>The value there.</returns>
    public static double Minimize(
        Function function, Span<double> x, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, int evaluations, double tolerance)
    {
        var n = x.Length;
        var memory = new LbfgsMemory(n);
        double[] gradient = new double[n], direction = new double[n], next = new double[n], nextGradient = new double[n], step = new double[n];
        Clamp(x, lower, upper);
        var value = function(x, gradient);
        evaluations--;
        while (evaluations > 0 && double.IsFinite(value))
        {
            if (!Direct(memory, x, gradient, lower, upper, direction))
            {
                break;
            }

            // Without a memory the gradient has no scale: no variable moves by more than a tenth of its range.
            var length = memory.IsEmpty ? FirstLength(direction, lower, upper) : 1;
            var moved = false;
            for (var tries = 0; tries < 12 && evaluations > 0 && !moved; tries++)
            {
                double promised = 0;
                for (var i = 0; i < n; i++)
                {
                    next[i] = Math.Clamp(x[i] + (length * direction[i]), lower[i], upper[i]);
                    step[i] = next[i] - x[i];
                    promised += gradient[i] * step[i];
                }

                var nextValue = function(next, nextGradient);
                evaluations--;
                moved = nextValue <= value + (1e-4 * promised) && nextValue < value;
                if (moved)
                {
                    for (var i = 0; i < n; i++)
                    {
                        direction[i] = nextGradient[i] - gradient[i];
                    }

                    memory.Add(step, direction);
                    var gain = value - nextValue;
                    value = nextValue;
                    next.CopyTo(x);
                    (gradient, nextGradient) = (nextGradient, gradient);
                    if (gain < tolerance)
                    {
                        return value;
                    }
                }
                else
                {
                    // The minimum of the parabola through what is known, kept within [0.1, 0.5] of the step.
                    var curve = nextValue - value - promised;
                    var shrink = double.IsFinite(curve) && curve > 0 ? -promised / (2 * curve) : 0.1;
                    length *= Math.Clamp(shrink, 0.1, 0.5);
                }
            }

            if (!moved)
            {
                if (memory.IsEmpty)
                {
                    break;
                }

                memory.Clear();
            }
        }

        return value;
    }

    private static bool Direct(
        LbfgsMemory memory, ReadOnlySpan<double> x, double[] gradient, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper, double[] direction)
    {
        var free = new double[x.Length];
        for (var i = 0; i < free.Length; i++)
        {
            var stuck = (x[i] <= lower[i] && gradient[i] > 0) || (x[i] >= upper[i] && gradient[i] < 0);
            free[i] = stuck ? 0 : gradient[i];
        }

        if (VectorMath.LargestMagnitude(free) < 1e-12)
        {
            return false;
        }

        memory.Direction(free, direction);
        for (var i = 0; i < free.Length; i++)
        {
            direction[i] = free[i] == 0 ? 0 : direction[i];
        }

        if (!(VectorMath.Dot(direction, free) < 0))
        {
            memory.Clear();
            memory.Direction(free, direction);
        }

        return true;
    }

    private static double FirstLength(ReadOnlySpan<double> direction, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
    {
        var length = 1.0;
        for (var i = 0; i < direction.Length; i++)
        {
            if (direction[i] != 0)
            {
                length = Math.Min(length, 0.1 * (upper[i] - lower[i]) / Math.Abs(direction[i]));
            }
        }

        return length;
    }

    private static void Clamp(Span<double> x, ReadOnlySpan<double> lower, ReadOnlySpan<double> upper)
    {
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = Math.Clamp(x[i], lower[i], upper[i]);
        }
    }
}
