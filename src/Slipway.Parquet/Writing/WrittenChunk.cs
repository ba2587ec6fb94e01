namespace Slipway.Data;

/// <summary>A chunk that was written, for the footer.</summary>
/// <param name="Encodings">Encodings of its pages.</param>
/// <param name="Values">Values, missing ones and items of lists included.</param>
/// <param name="Dictionary">First byte of the dictionary, or null.</param>
/// <param name="Data">First byte of the first data page.</param>
/// <param name="Length">Bytes of its pages.</param>
/// <param name="Uncompressed">Bytes of its pages before compression.</param>
/// <param name="Statistics">Bounds.</param>
internal sealed record WrittenChunk(
    IReadOnlyList<PageEncoding> Encodings, long Values, long? Dictionary, long Data, long Length, long Uncompressed,
    ColumnStatistics Statistics);
