namespace Slipway.S3Double;

/// <summary>Keys that a server knows.</summary>
/// <param name="AccessKey">Public part.</param>
/// <param name="SecretKey">Secret part.</param>
/// <param name="SessionToken">Token that requests must carry, as with temporary credentials of an instance role; null for long-lived keys.</param>
public sealed record S3Credentials(string AccessKey, string SecretKey, string? SessionToken = null);
