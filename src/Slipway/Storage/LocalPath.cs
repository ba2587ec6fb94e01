namespace Slipway.Storage;

/// <summary>Paths and <c>file://</c> URIs, told apart from other schemes.</summary>
internal static class LocalPath
{
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
