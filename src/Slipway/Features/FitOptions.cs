namespace Slipway.Features;

/// <summary>How a pipeline is fitted and where its matrix lives.</summary>
/// <param name="Task">What the label is for.</param>
public sealed record FitOptions(LearningTask Task)
{
    /// <summary>True when the algorithm reads dense rows only.</summary>
    public bool RequireDense { get; init; }

    /// <summary>Bytes of memory that raw rows and matrix may hold together; what is beyond goes to the spill file.</summary>
    public long MemoryBudget { get; init; } = long.MaxValue;

    /// <summary>Folder of the spill file; null means the system's temporary folder.</summary>
    public string? SpillDirectory { get; init; }
}
