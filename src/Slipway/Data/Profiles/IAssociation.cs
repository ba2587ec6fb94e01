using Slipway.Features;

namespace Slipway.Data;

/// <summary>Measures how a column goes together with the label.</summary>
internal interface IAssociation
{
    void Add(ColumnSource column, ColumnSource label, int rows);

    /// <summary>Null where it is not defined: without a complete pair, or when one side does not vary.</summary>
    LabelAssociation? Complete();
}
