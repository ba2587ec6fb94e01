namespace Slipway.S3Double.Requests;

/// <summary>One request that a server has seen, for tests that count.</summary>
/// <param name="Number">Position in the order of arrival, from 1.</param>
/// <param name="Operation">What it asked for.</param>
/// <param name="Bucket">Bucket, or empty.</param>
/// <param name="Key">Key, or empty.</param>
/// <param name="Range">The header <c>Range</c>, or null.</param>
/// <param name="RequestId">Id that the answer carried.</param>
/// <param name="Status">Status of the answer; 0 when the connection was cut before there was one.</param>
/// <param name="ErrorCode">Code of the refusal, or null.</param>
/// <param name="Fault">The fault that was injected, or null.</param>
/// <param name="Headers">The request's headers, names in lower case.</param>
public sealed record S3RequestRecord(
    long Number,
    S3Operation Operation,
    string Bucket,
    string Key,
    string? Range,
    string RequestId,
    int Status,
    string? ErrorCode,
    string? Fault,
    IReadOnlyDictionary<string, string> Headers);
