namespace Slipway.Data;

/// <summary>Which objects a channel reads. Immutable and thread-safe; looks at nothing before <see cref="Find"/>.</summary>
internal interface IObjectList
{
    /// <summary>What the user wrote.</summary>
    string Text { get; }

    /// <summary>The objects in the order in which they are read; at least one.</summary>
    /// <exception cref="DataFormatException">There is none, or one is missing.</exception>
    /// <exception cref="ArgumentException">No store serves the scheme.</exception>
    List<SourceFile> Find(SlipwayServices services);
}
