namespace Slipway.Peers.DataSets;

/// <summary>Training and test file of a data set, as both sides read them.</summary>
/// <param name="Train">Path of the training file.</param>
/// <param name="Test">Path of the test file.</param>
/// <param name="Label">Name of the label column in the header.</param>
internal sealed record TrainTest(string Train, string Test, string Label);
