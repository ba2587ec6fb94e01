namespace Slipway.Docs.Tests.Snippets;

public sealed record Measurement(double Alcohol, double Flavanoids, string Kind);
