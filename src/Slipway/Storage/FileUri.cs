using System.Buffers;
using System.Text;

namespace Slipway.Storage;

/// <summary>Maps local paths to <c>file</c> URIs and back, for every legal file name (<c>#</c>, <c>%</c>, <c>?</c>, spaces, any
/// script).</summary>
internal static class FileUri
{
    // RFC 3986 pchar without the percent sign: what may stand in a path segment as it is.
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/"u8);

    /// <summary>The URI of a path; a relative one counts from the current directory. A trailing separator (a folder) stays.</summary>
    public static Uri FromPath(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = Path.GetFullPath(path);
        full = Path.DirectorySeparatorChar == '\\' ? full.Replace('\\', '/') : full;
        var text = new StringBuilder("file://");
        if (!full.StartsWith('/'))
        {
            text.Append('/');
        }

        text.Append(Escape(full));
        return new Uri(text.ToString());
    }

    /// <summary>Percent-encodes what cannot stand in the path of a URI; slashes stay.</summary>
    public static string Escape(string path)
    {
        var utf8 = Encoding.UTF8.GetBytes(path);
        if (!utf8.AsSpan().ContainsAnyExcept(Plain))
        {
            return path;
        }

        var text = new StringBuilder(path.Length + 16);
        foreach (var b in utf8)
        {
            _ = Plain.Contains(b)
                ? text.Append((char)b)
                : text.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    /// <summary>The local path of a URI.</summary>
    /// <exception cref="ArgumentException">It is no absolute <c>file</c> URI of this machine.</exception>
    public static string ToPath(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri || uri.Scheme != Uri.UriSchemeFile)
        {
            throw new ArgumentException($"'{uri}' is not an absolute file:// URI.", nameof(uri));
        }

        if (uri.Host.Length > 0 && Path.DirectorySeparatorChar == '/')
        {
            throw new ArgumentException(
                $"'{uri}' names the machine '{uri.Host}'. A local file has three slashes: file:///{uri.Host}{uri.AbsolutePath}.",
                nameof(uri));
        }

        return uri.LocalPath;
    }
}
