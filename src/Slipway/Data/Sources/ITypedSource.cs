namespace Slipway.Data;

/// <summary>A source whose column types are inferred from text, so that a user may know better.</summary>
internal interface ITypedSource
{
    /// <summary>Reads a column as this type from now on.</summary>
    /// <param name="column">Name; an absent one is an error when a pass starts.</param>
    /// <param name="type">The type.</param>
    IChannelSource WithType(string column, ColumnType type);
}
