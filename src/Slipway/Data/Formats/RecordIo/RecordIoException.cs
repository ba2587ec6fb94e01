namespace Slipway.Data;

/// <summary>
/// What is wrong with one record. Never leaves the library: the reader knows file, record and offset and reports those.
/// </summary>
internal sealed class RecordIoException(string problem, string? column = null, string? value = null, string? expected = null)
    : Exception(problem)
{
    /// <summary>The column, where it is known.</summary>
    public string? Column => column;

    /// <summary>What was found.</summary>
    public string? Value => value;

    /// <summary>What would have been right.</summary>
    public string? Expected => expected;
}
