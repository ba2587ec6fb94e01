using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Written next.</summary>
public sealed record NpyFormat : DataFormat
{
    internal override string DisplayName => "Npy";

    internal override Schema Infer(FormatSource source) => throw new NotImplementedException();

    internal override BatchReader Open(FormatSource source, Schema schema) => throw new NotImplementedException();
}
