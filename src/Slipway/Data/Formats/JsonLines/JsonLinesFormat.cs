using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Written next.</summary>
public sealed record JsonLinesFormat : DataFormat
{
    internal override string DisplayName => "JsonLines";

    internal override Schema Infer(FormatSource source) => throw new NotImplementedException();

    internal override BatchReader Open(FormatSource source, Schema schema) => throw new NotImplementedException();
}
