namespace Slipway;

/// <summary>The learning rate of a step.</summary>
internal static class LearningRates
{
    private const double OneCycleRise = 0.3;
    private const double OneCycleStart = 1.0 / 25;

    public static double At(MlpAlgorithm algorithm, in TrainingStep step, int epochs)
    {
        var total = (double)step.StepsPerEpoch * epochs;
        var warmup = algorithm.Warmup * total;
        if (step.Step < warmup)
        {
            return algorithm.LearningRate * (step.Step + 1) / (warmup + 1);
        }

        var done = total > warmup ? (step.Step - warmup) / (total - warmup) : 0;
        return algorithm.LearningRate * algorithm.Schedule switch
        {
            LearningRateSchedule.Linear => 1 - done,
            LearningRateSchedule.Cosine => Cosine(done),
            LearningRateSchedule.InverseSquareRoot => 1 / Math.Sqrt(step.Epoch),
            LearningRateSchedule.OneCycle => done < OneCycleRise
                ? 1 - ((1 - OneCycleStart) * Cosine(done / OneCycleRise))
                : Cosine((done - OneCycleRise) / (1 - OneCycleRise)),
            _ => 1,
        };
    }

    /// <summary>1 at 0, 0 at 1.</summary>
    private static double Cosine(double done) => 0.5 * (1 + Math.Cos(Math.PI * Math.Min(done, 1)));
}
