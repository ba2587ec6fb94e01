namespace Slipway.S3Double.Storage;

/// <summary>An upload that is neither completed nor aborted.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Key">Key that it will have.</param>
/// <param name="Initiated">When it was started.</param>
/// <param name="Headers">Headers to store with the object.</param>
/// <param name="Parts">Parts so far, by number.</param>
public sealed record MultipartUpload(
    string Id,
    string Key,
    DateTimeOffset Initiated,
    IReadOnlyList<(string Name, string Value)> Headers,
    IReadOnlyDictionary<int, StoredPart> Parts);
