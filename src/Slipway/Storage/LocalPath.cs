namespace Slipway.Storage;

/// <summary>Paths and <c>file://</c> URIs, told apart from other schemes.</summary>
internal static class LocalPath
{
    /// <summary>The local path that a path or <c>file://</c> URI names.</summary>
    /// <exception cref="ArgumentException">Another scheme.</exception>
    public static string Of(string uriOrPath) => TryGet(uriOrPath, out var path)
        ? path
        : throw new ArgumentException(
            $"'{uriOrPath}' is not a local path; the in-process backend keeps job directories on disk. Save the model elsewhere by SaveAsync.",
            nameof(uriOrPath));

    /// <summary>False when the text is a URI of another scheme. A drive letter (<c>C:\</c>) is not a scheme.</summary>
    public static bool TryGet(string uriOrPath, out string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(uriOrPath);
        path = uriOrPath;
        var colon = uriOrPath.IndexOf("://", StringComparison.Ordinal);
        if (colon < 2)
        {
            return true;
        }

        var uri = new Uri(uriOrPath, UriKind.Absolute);
        if (!uri.IsFile)
        {
            return false;
        }

        path = uri.LocalPath;
        return true;
    }

    /// <summary>An absolute URI for a path or URI.</summary>
    public static Uri ToUri(string uriOrPath) => TryGet(uriOrPath, out var path)
        ? FileUri.FromPath(path)
        : new Uri(uriOrPath, UriKind.Absolute);
}
