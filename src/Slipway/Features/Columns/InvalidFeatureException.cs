namespace Slipway.Features;

/// <summary>A value that no step can encode. Never leaves the library: the caller knows the column and the row's number and reports
/// those.</summary>
internal sealed class InvalidFeatureException(int row, string problem, string? value) : Exception(problem)
{
    /// <summary>0-based row within what was being encoded.</summary>
    public int Row => row;

    public string? Value => value;
}
