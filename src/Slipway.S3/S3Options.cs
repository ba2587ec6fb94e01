using System.Globalization;
using System.Text;

namespace Slipway;

/// <summary>How Slipway talks to Amazon S3 or to another server with its protocol.</summary>
/// <remarks>
/// <para>Without credentials here, those of the AWS SDK's default chain are used: environment variables, the default profile, a container's or an EC2
/// instance's role. They are refreshed as they expire.</para>
/// <para>Memory: an open reader holds up to <see cref="ParallelRanges"/> times <see cref="PartSize"/>, a writer up to <see cref="ParallelParts"/> + 1
/// times.</para>
/// </remarks>
public sealed record S3Options
{
    /// <summary>
    /// Endpoint of a server other than Amazon's, <c>http</c> or <c>https</c>, without bucket; <c>https://minio.example:9000</c>, say. Default null:
    /// Amazon S3 in <see cref="Region"/>, or the endpoint that <c>AWS_ENDPOINT_URL_S3</c> or the profile names.
    /// </summary>
    public Uri? ServiceUrl { get; init; }

    /// <summary>
    /// Region, such as <c>eu-central-1</c>. Default null: the region of the environment, the profile or the instance; with
    /// <see cref="ServiceUrl"/>, <c>us-east-1</c>, which other servers take.
    /// </summary>
    public string? Region { get; init; }

    /// <summary>
    /// Whether the bucket stands in the path (<c>host/bucket/key</c>) and not in the host name (<c>bucket.host/key</c>). Default null: true with
    /// <see cref="ServiceUrl"/>, false without.
    /// </summary>
    public bool? ForcePathStyle { get; init; }

    /// <summary>Name of a profile of the AWS configuration files, for credentials and region. Default null.</summary>
    public string? Profile { get; init; }

    /// <summary>Access key id; with <see cref="SecretKey"/>. Default null.</summary>
    public string? AccessKey { get; init; }

    /// <summary>Secret access key; with <see cref="AccessKey"/>. Default null. Never logged or printed.</summary>
    public string? SecretKey { get; init; }

    /// <summary>Session token of temporary credentials; with the two keys. Default null. Never logged or printed.</summary>
    public string? SessionToken { get; init; }

    /// <summary>Whether requests are not signed, for public buckets. Default false; not together with credentials.</summary>
    public bool Anonymous { get; init; }

    /// <summary>
    /// How long a request may take without any progress until its answer begins; for uploads the time counts from the last bytes that were taken.
    /// Default 60 seconds; 1 second to 1 hour. The request is then tried again.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long no byte of a body may arrive before the rest of the part is asked for again, from the byte where it stopped. Default 20 seconds;
    /// 100 milliseconds to 1 hour.
    /// </summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How often a request is tried before it fails, counted from the last progress. Default 8; 1 to 100. Waits grow from 0.1 s (0.5 s when the server
    /// asks to slow down) to 20 s, with full jitter.
    /// </summary>
    public int MaxAttempts { get; init; } = 8;

    /// <summary>
    /// Bytes of one ranged read and of one uploaded part. Default 8 MiB; 5 MiB, S3's smallest part, to 1 GiB. Parts of an upload double every 900, so
    /// that 10,000 are enough for any object.
    /// </summary>
    public int PartSize { get; init; } = 8 * 1024 * 1024;

    /// <summary>Ranges of one object that are read at the same time, ahead of the reader. Default 8; 1 to 256.</summary>
    public int ParallelRanges { get; init; } = 8;

    /// <summary>Parts of one object that are uploaded at the same time. Default 4; 1 to 256.</summary>
    public int ParallelParts { get; init; } = 4;

    /// <summary>
    /// Requests of this store that run at the same time, over all readers and writers. Default 64; 1 to 4096. It is halved when the server asks to slow
    /// down and grows again with success.
    /// </summary>
    public int MaxConcurrentRequests { get; init; } = 64;

    /// <summary>
    /// Sends and checks checksums only where S3 requires them, for servers that refuse the SDK's default CRC headers. Default false. Payloads stay
    /// signed with their SHA-256 either way.
    /// </summary>
    public bool ChecksumsWhenRequired { get; init; }

    /// <summary>
    /// Folder of temporary files, for what does not fit a part in memory: objects written only if absent, and the grown parts of very large objects. Default null: the system's.
    /// A file is gone with its process, however that ends.
    /// </summary>
    public string? SpoolFolder { get; init; }

    /// <summary>Throws unless the options are valid.</summary>
    /// <exception cref="ArgumentException">Names all problems.</exception>
    internal void Validate()
    {
        var problems = FindProblems().ToList();
        if (problems.Count > 0)
        {
            throw new ArgumentException("S3Options are not valid: " + string.Join(" ", problems));
        }
    }

    private IEnumerable<string> FindProblems()
    {
        if (ServiceUrl is { } url && !(url.IsAbsoluteUri && url.Scheme is "http" or "https"))
        {
            yield return $"ServiceUrl is '{url}'; expected an absolute http or https URL, such as https://minio.example:9000.";
        }
        else if (ServiceUrl is { UserInfo.Length: > 0 } or { Query.Length: > 0 } or { Fragment.Length: > 0 })
        {
            yield return "ServiceUrl has user information, a query or a fragment; give keys by AccessKey and SecretKey.";
        }

        foreach (var (name, value) in new[] { (nameof(Region), Region), (nameof(Profile), Profile), (nameof(AccessKey), AccessKey),
            (nameof(SecretKey), SecretKey), (nameof(SessionToken), SessionToken), (nameof(SpoolFolder), SpoolFolder) })
        {
            if (value is not null && string.IsNullOrWhiteSpace(value))
            {
                yield return $"{name} is empty; leave it null or give a value.";
            }
        }

        if ((AccessKey is null) != (SecretKey is null))
        {
            yield return $"{(AccessKey is null ? nameof(AccessKey) : nameof(SecretKey))} is missing; give both keys or neither.";
        }

        if (SessionToken is not null && AccessKey is null)
        {
            yield return "SessionToken is given without AccessKey and SecretKey; it belongs to a pair of keys.";
        }

        string?[] sources = [Anonymous ? nameof(Anonymous) : null, Profile is null ? null : nameof(Profile), AccessKey is null ? null : nameof(AccessKey)];
        if (sources.Count(s => s is not null) > 1)
        {
            yield return $"{string.Join(" and ", sources.Where(s => s is not null))} are given together; choose one source of credentials.";
        }

        foreach (var problem in RangeProblems())
        {
            yield return problem;
        }
    }

    private IEnumerable<string> RangeProblems()
    {
        if (RequestTimeout < TimeSpan.FromSeconds(1) || RequestTimeout > TimeSpan.FromHours(1))
        {
            yield return $"RequestTimeout is {RequestTimeout}; allowed: 1 second to 1 hour.";
        }

        if (StallTimeout < TimeSpan.FromMilliseconds(100) || StallTimeout > TimeSpan.FromHours(1))
        {
            yield return $"StallTimeout is {StallTimeout}; allowed: 100 milliseconds to 1 hour.";
        }

        foreach (var (name, value, least, most) in new[] { (nameof(MaxAttempts), MaxAttempts, 1, 100), (nameof(ParallelRanges), ParallelRanges, 1, 256),
            (nameof(ParallelParts), ParallelParts, 1, 256), (nameof(MaxConcurrentRequests), MaxConcurrentRequests, 1, 4096),
            (nameof(PartSize), PartSize, 5 << 20, 1 << 30) })
        {
            if (value < least || value > most)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; allowed: {least} to {most}.");
            }
        }
    }

    // Named by hand, so that no secret is ever printed, and an option that is added later is not printed by itself.
    private bool PrintMembers(StringBuilder text)
    {
        var credentials = Anonymous ? "none (anonymous)" : AccessKey is not null ? "given" : Profile is not null ? $"profile {Profile}" : "default chain";
        text.Append(
            CultureInfo.InvariantCulture,
            $"ServiceUrl = {ServiceUrl}, Region = {Region}, ForcePathStyle = {ForcePathStyle}, Credentials = {credentials}, RequestTimeout = {RequestTimeout}, " +
            $"StallTimeout = {StallTimeout}, MaxAttempts = {MaxAttempts}, PartSize = {PartSize}, ParallelRanges = {ParallelRanges}, ParallelParts = {ParallelParts}, " +
            $"MaxConcurrentRequests = {MaxConcurrentRequests}, ChecksumsWhenRequired = {ChecksumsWhenRequired}, SpoolFolder = {SpoolFolder}");
        return true;
    }
}
