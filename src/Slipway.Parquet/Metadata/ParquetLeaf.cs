namespace Slipway.Data;

/// <summary>A top-level column as it is stored: single values, or lists of them.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Element">The leaf that holds the values.</param>
/// <param name="Index">Its position among all leaves of the file.</param>
internal sealed record ParquetLeaf(string Name, SchemaElement Element, int Index)
{
    /// <summary>The definition level of a value that is there.</summary>
    public int MaxDefinition { get; init; }

    /// <summary>True when a row is a list.</summary>
    public bool IsList { get; init; }

    /// <summary>True when an item of a list may be missing.</summary>
    public bool HasMissingItems { get; init; }

    /// <summary>Why the column cannot be read; null when it can.</summary>
    public string? Problem { get; init; }

    public PhysicalType Type => Element.Type ?? PhysicalType.ByteArray;
}
