namespace Slipway.Data;

/// <summary>From a stored value to the value of a column.</summary>
internal interface IConversion<TFrom, TTo>
{
    /// <exception cref="ParquetValueException">The wanted type cannot hold the value.</exception>
    TTo Convert(TFrom value);
}
