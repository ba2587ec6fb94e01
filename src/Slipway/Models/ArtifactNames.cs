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

    /// <summary>Longest JSON file that is read back.</summary>
    public const int MaxJsonBytes = 256 << 20;

    /// <summary>Most files of engines in a model: the default of <see cref="ArtifactLimits.Entries"/> less the four of Slipway
    /// itself.</summary>
    public const int MaxFiles = 996;

    /// <summary>Version of this package, as artifacts name it.</summary>
    public static string PackageVersion => typeof(ArtifactNames).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
