namespace Slipway.S3Double.Signing;

/// <summary>What a verified request is signed with; the chunks of its body are signed onwards from it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Time">The request's time as it was signed.</param>
/// <param name="Signature">The request's signature: the seed of the chunks'.</param>
internal sealed record RequestSignature(SigningKey Key, string Time, string Signature);
