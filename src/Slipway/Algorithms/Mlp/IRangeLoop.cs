namespace Slipway;

/// <summary>A loop that can be run in parts. A struct, so that running it allocates nothing.</summary>
internal interface IRangeLoop
{
    /// <summary>Runs the elements from <paramref name="start"/> on.</summary>
    /// <param name="start">First element.</param>
    /// <param name="length">Number of elements.</param>
    void Invoke(int start, int length);
}
