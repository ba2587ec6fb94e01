namespace Slipway.Kernels;

/// <summary>The scalars of one <see cref="SgdStep"/>.</summary>
public readonly record struct SgdSettings
{
    /// <summary>Creates plain stochastic gradient descent with a rate of 0.01.</summary>
    public SgdSettings()
    {
    }

    /// <summary>The step size.</summary>
    public float LearningRate { get; init; } = 1e-2f;

    /// <summary>Decay of the velocity, in [0, 1); 0 needs no velocity span.</summary>
    public float Momentum { get; init; }

    /// <summary>Whether the step looks ahead along the velocity (Nesterov).</summary>
    public bool Nesterov { get; init; }

    /// <summary>L2 penalty added to the gradient: <c>g + WeightDecay w</c>.</summary>
    public float WeightDecay { get; init; }

    /// <summary>Multiplies the gradient first: gradient clipping by norm, or an average over a batch.</summary>
    public float GradientScale { get; init; } = 1f;
}
