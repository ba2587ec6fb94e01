namespace Slipway.Models;

/// <summary>Element types of a stored tensor; the names are those of the safetensors format.</summary>
internal enum TensorType
{
    F32,
    F64,
    I32,
    I64,
    U8,
}
