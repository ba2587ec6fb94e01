namespace Slipway.Data;

/// <summary>A value that is not damaged but that the wanted type cannot hold.</summary>
internal sealed class ParquetValueException(string problem, string value, string expected, string remedy) : Exception(problem)
{
    public string Value { get; } = value;

    public string Expected { get; } = expected;

    public string Remedy { get; } = remedy;
}
