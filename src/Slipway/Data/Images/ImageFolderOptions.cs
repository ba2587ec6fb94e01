namespace Slipway.Data;

/// <summary>How a folder of images is read.</summary>
public sealed record ImageFolderOptions
{
    /// <summary>
    /// True when the first folder below the root is the label; false for images without labels, which may lie anywhere below the root.
    /// Default true. A list of images has its own labels.
    /// </summary>
    public bool ReadLabels { get; init; } = true;

    /// <summary>
    /// True gives the column <c>path</c> too. By default it is only there for steps (<c>Where</c>, say): as text it would be a feature,
    /// and one that tells the label.
    /// </summary>
    public bool IncludePath { get; init; }

    /// <summary>Largest image file in bytes, at least 1. Default 64 MiB.</summary>
    public int MaxImageBytes { get; init; } = 64 * 1024 * 1024;

    internal void Validate()
    {
        if (MaxImageBytes < 1)
        {
            throw new ArgumentException($"ImageFolderOptions.MaxImageBytes is {MaxImageBytes}; allowed: at least 1.");
        }
    }
}
