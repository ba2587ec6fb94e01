using Apache.Arrow;

namespace Slipway.Data;

/// <summary>What the beginning of a delimited file says about it.</summary>
/// <param name="Schema">Names and types of the columns.</param>
/// <param name="HasHeader">Whether the first row is names.</param>
internal sealed record CsvLayout(Schema Schema, bool HasHeader);
