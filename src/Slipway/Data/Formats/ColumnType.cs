namespace Slipway.Data;

/// <summary>What the values of a column are read as.</summary>
public enum ColumnType
{
    /// <summary>A number: Arrow <c>Double</c>; missing is NaN.</summary>
    Number,

    /// <summary>
    /// A whole number of 64 bits: Arrow <c>Int64</c>; missing is null. For identifiers and times that a double would round.
    /// </summary>
    Integer,

    /// <summary>Text: Arrow <c>String</c>; missing is null. Also for codes that look like numbers (postcodes, class codes).</summary>
    Text,

    /// <summary>True or false: Arrow <c>Boolean</c>; missing is null.</summary>
    Boolean,
}
