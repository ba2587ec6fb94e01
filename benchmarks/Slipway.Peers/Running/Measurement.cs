namespace Slipway.Peers.Running;

/// <summary>One run of one contender, already verified by whoever ran it.</summary>
/// <param name="Value">In the comparison's unit.</param>
/// <param name="Quality">What the quality rule compares (accuracy, a checksum); null where there is nothing to compare.</param>
/// <param name="Note">What explains the value (iterations, seconds of loading); printed below the table.</param>
internal sealed record Measurement(double Value, double? Quality = null, string? Note = null);
