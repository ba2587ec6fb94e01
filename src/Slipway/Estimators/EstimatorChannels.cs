namespace Slipway;

/// <summary>The channel names that every algorithm knows, as in SageMaker.</summary>
internal static class EstimatorChannels
{
    public const string Train = "train";

    public const string Validation = "validation";
}
