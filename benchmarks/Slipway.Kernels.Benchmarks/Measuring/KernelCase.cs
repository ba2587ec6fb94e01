namespace Slipway.Kernels.Benchmarks.Measuring;

/// <summary>One kernel on one input, three ways.</summary>
internal sealed record KernelCase
{
    /// <summary>The kernel, on the path of this process.</summary>
    public required Action Slipway { get; init; }

    /// <summary>The plain loop that specifies it.</summary>
    public required Action Reference { get; init; }

    /// <summary>The same work by something that is not Slipway's.</summary>
    public required Action Rival { get; init; }

    /// <summary>What the last call computed.</summary>
    public required Func<double[]> Result { get; init; }

    /// <summary>Restores inputs that a call changes; only for the verification.</summary>
    public Action Reset { get; init; } = static () => { };

    /// <summary>How far the rival's result may be off, relative to 1 + its size. Slipway's must be the reference's, bit for bit.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>Runs all three and compares. Slipway's kernel goes first, into outputs that nothing has filled: one that left some out would be found.</summary>
    /// <exception cref="InvalidOperationException">Two results differ.</exception>
    public void Verify()
    {
        var slipway = Run(Slipway);
        var reference = Run(Reference);
        Compare("Slipway", slipway, reference, 0);
        Compare("the rival", Run(Rival), reference, Tolerance);
    }

    private double[] Run(Action action)
    {
        Reset();
        action();
        return Result();
    }

    private static void Compare(string name, double[] actual, double[] expected, double tolerance)
    {
        if (actual.Length != expected.Length)
        {
            throw new InvalidOperationException($"Result of {name} has {actual.Length} elements, the reference's {expected.Length}.");
        }

        for (var i = 0; i < expected.Length; i++)
        {
            if (!actual[i].Equals(expected[i]) && !(Math.Abs(actual[i] - expected[i]) <= tolerance * (1 + Math.Abs(expected[i]))))
            {
                throw new InvalidOperationException($"Element {i} of {name} is {actual[i]}; the reference gives {expected[i]}.");
            }
        }
    }
}
