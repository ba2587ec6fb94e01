namespace Slipway.Tests.ModelTests;

/// <summary>A row of the evaluation tests.</summary>
public sealed record Reading(double A, double B, string Kind, double Amount, double Weight = 1);
