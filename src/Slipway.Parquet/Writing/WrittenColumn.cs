namespace Slipway.Data;

/// <summary>A column of a file that is written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">How its values are stored.</param>
/// <param name="Logical">What they mean.</param>
/// <param name="Writer">Collects them.</param>
internal sealed record WrittenColumn(string Name, PhysicalType Type, LogicalType Logical, ChunkWriter Writer)
{
    /// <summary>True for vectors.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether a time is in UTC.</summary>
    public bool IsUtc { get; init; }
}
