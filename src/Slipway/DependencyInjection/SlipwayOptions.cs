namespace Slipway;

/// <summary>Application-wide defaults, validated when the services are first used.</summary>
public sealed class SlipwayOptions
{
    /// <summary>Seconds that loading a model for the first prediction may take. Default 60; greater than 0, at most a day.</summary>
    public double ModelLoadTimeoutSeconds { get; set; } = 60;
}
