namespace Slipway.Peers.Running;

/// <summary>A peer or a data set is not on this machine: its row says so instead of showing a figure.</summary>
/// <param name="message">What is missing and how to get it.</param>
internal sealed class PeerMissingException(string message) : Exception(message);
