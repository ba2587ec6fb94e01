namespace Slipway.Data;

/// <summary>Which file names are those of images.</summary>
internal static class ImageNames
{
    // torchvision's list, and .gif.
    private static readonly HashSet<string> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        "jpg", "jpeg", "png", "webp", "bmp", "gif", "ppm", "pgm", "tif", "tiff",
    };

    /// <summary>Whether an ending (without the dot) is one of an image.</summary>
    public static bool IsEnding(string ending) => Endings.Contains(ending);

    /// <summary>Whether a file name is one of an image.</summary>
    public static bool IsImage(string path) => IsEnding(Path.GetExtension(path).TrimStart('.'));
}
