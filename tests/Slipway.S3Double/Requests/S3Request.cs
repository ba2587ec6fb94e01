using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Slipway.S3Double.Signing;

namespace Slipway.S3Double.Requests;

/// <summary>A request, taken apart; paths and queries are read from the bytes on the wire, not from what the web server made of them.</summary>
internal sealed class S3Request
{
    private readonly HttpRequest _http;

    private S3Request(HttpRequest http, string path, IReadOnlyList<(string Name, string Value)> query)
    {
        (_http, Path, Query) = (http, path, query);
        var slash = path.IndexOf('/', 1);
        Bucket = slash < 0 ? path[1..] : path[1..slash];
        Key = slash < 0 ? "" : path[(slash + 1)..];
        Operation = S3Routing.Find(this);
    }

    public string Method => _http.Method;

    /// <summary>Decoded path, from <c>/</c>.</summary>
    public string Path { get; }

    /// <summary>Decoded names and values in the order on the wire; a name without <c>=</c> has an empty value.</summary>
    public IReadOnlyList<(string Name, string Value)> Query { get; }

    public string Bucket { get; }

    public string Key { get; }

    public S3Operation Operation { get; }

    public IHeaderDictionary Headers => _http.Headers;

    public HttpRequest Http => _http;

    public static S3Request Parse(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? target : target[..mark];
        if (!path.StartsWith('/'))
        {
            throw new S3RefusedException(400, "InvalidURI", "Couldn't parse the specified URI.");
        }

        var query = new List<(string, string)>();
        foreach (var pair in mark < 0 ? [] : target[(mark + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            query.Add(equals < 0 ? (UriEncoding.Decode(pair), "") : (UriEncoding.Decode(pair[..equals]), UriEncoding.Decode(pair[(equals + 1)..])));
        }

        return new S3Request(context.Request, UriEncoding.Decode(path), query);
    }

    public bool Has(string name) => Query.Any(q => q.Name == name);

    public string? Value(string name) => Query.Where(q => q.Name == name).Select(q => q.Value).FirstOrDefault();

    public string? Header(string name) => Headers.TryGetValue(name, out var values) ? values.ToString() : null;

    /// <summary>A number of the query, or <paramref name="otherwise"/>; refused when it is none or out of range.</summary>
    public int Number(string name, int otherwise, int min, int max)
    {
        if (Value(name) is not { } text)
        {
            return otherwise;
        }

        return int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw S3RefusedException.InvalidArgument(name, text);
    }
}
