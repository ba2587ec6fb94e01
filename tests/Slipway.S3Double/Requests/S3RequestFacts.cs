namespace Slipway.S3Double.Requests;

/// <summary>What a rule may look at.</summary>
/// <param name="Operation">What the request asks for.</param>
/// <param name="Bucket">Bucket, or empty.</param>
/// <param name="Key">Key, or empty.</param>
/// <param name="Range">The header <c>Range</c>, or null.</param>
/// <param name="PartNumber">Number of the part, or null.</param>
public sealed record S3RequestFacts(S3Operation Operation, string Bucket, string Key, string? Range, string? PartNumber);
