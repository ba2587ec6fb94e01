namespace Slipway.Tuning;

/// <summary>Settings of <see cref="Sampler.Tpe"/>. The defaults suit most searches.</summary>
public sealed record TpeOptions
{
    /// <summary>Trials with a value before the model is used; until then proposals are spread evenly over the space. At least 1; default 10.</summary>
    public int StartupTrials { get; init; } = 10;

    /// <summary>Points drawn from the model of good trials for each proposal, of which the most promising is taken. At least 1; default 24.</summary>
    public int Candidates { get; init; } = 24;

    /// <summary>Share of the trials that count as good: more than 0, less than 1; default 0.15. At most <see cref="MaxGoodTrials"/> do.</summary>
    public double GoodShare { get; init; } = 0.15;

    /// <summary>Most trials that count as good, however many there are. At least 1; default 25.</summary>
    public int MaxGoodTrials { get; init; } = 25;

    /// <summary>Weight of "anything is possible" beside one trial's weight of 1: more explores more. More than 0; default 1.</summary>
    public double PriorWeight { get; init; } = 1;
}
