using Apache.Arrow;

namespace Slipway.Data;

/// <summary>A source that can pass over columns without reading them.</summary>
internal interface IColumnSource
{
    /// <summary>As <see cref="IChannelSource.Open"/>, with the columns that will be used.</summary>
    /// <param name="services">Where object stores come from.</param>
    /// <param name="choose">
    /// Gives, from all columns of the source, the positions of those to give, ascending; null for all. Called once, before a row is read; what
    /// it throws is thrown.
    /// </param>
    BatchReader Open(SlipwayServices services, Func<Schema, IReadOnlyList<int>?> choose);
}
