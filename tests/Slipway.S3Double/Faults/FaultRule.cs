using Slipway.S3Double.Requests;

namespace Slipway.S3Double.Faults;

/// <summary>Which requests a fault hits.</summary>
/// <param name="Fault">The fault.</param>
public sealed record FaultRule(S3Fault Fault)
{
    /// <summary>Only this operation; null for every one.</summary>
    public S3Operation? Operation { get; init; }

    /// <summary>Only this bucket; null for every one.</summary>
    public string? Bucket { get; init; }

    /// <summary>Only this key; null for every one.</summary>
    public string? Key { get; init; }

    /// <summary>Only requests that this accepts; null for every one.</summary>
    public Func<S3RequestFacts, bool>? When { get; init; }

    /// <summary>Matching requests that are served before the first fault.</summary>
    public int Skip { get; init; }

    /// <summary>Faults before the rule is spent.</summary>
    public int Times { get; init; } = int.MaxValue;

    /// <summary>Share of the matching requests that are hit, from 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Seed of the draws for <see cref="Probability"/>.</summary>
    public int Seed { get; init; }
}
