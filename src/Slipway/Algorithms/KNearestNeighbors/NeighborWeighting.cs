namespace Slipway;

/// <summary>How much each neighbour counts.</summary>
public enum NeighborWeighting
{
    /// <summary>All the same.</summary>
    Uniform,

    /// <summary>The inverse of its distance; where neighbours lie exactly on the row, they alone count.</summary>
    Distance,
}
