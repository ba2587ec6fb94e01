using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Written next.</summary>
public sealed record LibSvmFormat : DataFormat
{
    internal override string DisplayName => "LibSvm";

    internal override Schema Infer(FormatSource source) => throw new NotImplementedException();

    internal override BatchReader Open(FormatSource source, Schema schema) => throw new NotImplementedException();
}
