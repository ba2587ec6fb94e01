namespace Slipway.Data;

/// <summary>What a cell of a text format holds.</summary>
internal enum CellKind
{
    Missing,
    Number,
    Boolean,
    Text,
}
