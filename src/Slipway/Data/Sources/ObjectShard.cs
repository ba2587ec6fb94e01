namespace Slipway.Data;

/// <summary>Every <paramref name="Count"/>-th object, starting with object <paramref name="Index"/>.</summary>
/// <param name="Index">Zero-based part.</param>
/// <param name="Count">Number of parts.</param>
internal sealed record ObjectShard(int Index, int Count)
{
    /// <summary>All objects.</summary>
    public static ObjectShard Whole { get; } = new(0, 1);

    /// <summary>A part of this part.</summary>
    public ObjectShard Within(int index, int count) => new(checked(Index + (Count * index)), checked(Count * count));

    /// <summary>The part's objects.</summary>
    /// <exception cref="DataFormatException">It has none.</exception>
    public List<T> Of<T>(List<T> objects, string source)
    {
        if (Count == 1)
        {
            return objects;
        }

        return Index < objects.Count ? [.. objects.Where((_, i) => i % Count == Index)] : throw new DataFormatException(
            FormattableString.Invariant($"part {Index} of {Count} has no object: there are {objects.Count}"), source,
            expected: FormattableString.Invariant($"at least {Count} objects"), remedy: "Use fewer parts, or shard by row.");
    }
}
