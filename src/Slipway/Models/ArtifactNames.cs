namespace Slipway.Models;

/// <summary>What the files of an artifact are called.</summary>
internal static class ArtifactNames
{
    public const string Archive = "model.tar.gz";
    public const string Manifest = "slipway.json";
    public const string Features = "features.json";
    public const string Weights = "weights.safetensors";
    public const string Lineage = "lineage.json";
    public const string FilesFolder = "files/";
    public const string Format = "slipway-model";
    public const int Version = 1;
}
