namespace Slipway;

/// <summary>How far <see cref="DataChannel.WriteAsync"/> is; reported after each batch, on the writing thread.</summary>
/// <param name="Files">Files that are complete.</param>
/// <param name="Rows">Rows written, those of the file in progress included.</param>
/// <param name="Bytes">Bytes written, those of the file in progress included.</param>
public readonly record struct WriteProgress(int Files, long Rows, long Bytes);
