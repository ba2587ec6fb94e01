namespace Slipway.Data;

/// <summary>What a value of a record holds; the numbers are those of the fields in <c>aialgs.data.Value</c>.</summary>
internal enum TensorKind
{
    Float32 = 2,
    Float64 = 3,
    Int32 = 7,
    Bytes = 9,
}
