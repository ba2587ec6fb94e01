namespace Slipway.Kernels;

/// <summary>The scalars of one <see cref="AdamStep"/>.</summary>
public readonly record struct AdamSettings
{
    /// <summary>Creates the usual settings: beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, no decay, no bias correction.</summary>
    public AdamSettings()
    {
    }

    /// <summary>The step size.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>Decay of the gradient's mean, in [0, 1).</summary>
    public float Beta1 { get; init; } = 0.9f;

    /// <summary>Decay of the squared gradient's mean, in [0, 1).</summary>
    public float Beta2 { get; init; } = 0.999f;

    /// <summary>Keeps the denominator from zero; must be positive.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>L2 penalty added to the gradient: <c>g + L2 w</c> (Adam).</summary>
    public float L2 { get; init; }

    /// <summary>Decay applied to the weight itself: <c>w (1 - LearningRate DecoupledDecay)</c> (AdamW).</summary>
    public float DecoupledDecay { get; init; }

    /// <summary><c>1 - beta1^t</c> at step t = 1, 2, ...; 1 corrects nothing.</summary>
    public float BiasCorrection1 { get; init; } = 1f;

    /// <summary><c>1 - beta2^t</c>; 1 corrects nothing.</summary>
    public float BiasCorrection2 { get; init; } = 1f;

    /// <summary>Multiplies the gradient first: gradient clipping by norm, or an average over a batch.</summary>
    public float GradientScale { get; init; } = 1f;

    /// <summary>These settings with the two bias corrections of step <paramref name="step"/>.</summary>
    /// <param name="step">1 for the first step.</param>
    /// <returns>A copy.</returns>
    public AdamSettings AtStep(long step) => this with
    {
        BiasCorrection1 = (float)(1.0 - Math.Pow(Beta1, step)),
        BiasCorrection2 = (float)(1.0 - Math.Pow(Beta2, step)),
    };
}
