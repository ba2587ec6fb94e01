using Slipway.Storage;

namespace Slipway.Data;

/// <summary>How a manifest names objects: by URI, or, where the manifest is a local file, by a path that counts from its folder.</summary>
internal static class ManifestReference
{
    /// <summary>The object's URI.</summary>
    /// <param name="text">What the manifest says.</param>
    /// <param name="manifest">The manifest.</param>
    /// <returns>Null when it is neither.</returns>
    public static Uri? Resolve(string text, Uri manifest)
    {
        if (text.Contains("://", StringComparison.Ordinal))
        {
            return Uri.TryCreate(text, UriKind.Absolute, out var absolute) ? absolute : null;
        }

        return text.Length == 0 || text.Contains('\0', StringComparison.Ordinal) ? null
            : manifest.IsFile ? FileUri.FromPath(Path.GetFullPath(text, Path.GetDirectoryName(FileUri.ToPath(manifest))!))
            : Uri.TryCreate(manifest, text, out var relative) ? relative : null;
    }
}
