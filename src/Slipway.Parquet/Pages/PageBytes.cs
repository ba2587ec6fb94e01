using System.Buffers.Binary;

namespace Slipway.Data;

/// <summary>
/// Some bytes of an array behind which <see cref="Padding"/> more may be read, so that unpacking needs no test at the end.
/// </summary>
/// <param name="Array">Where they lie.</param>
/// <param name="Start">The first one.</param>
/// <param name="Length">Their number.</param>
internal readonly record struct PageBytes(byte[] Array, int Start, int Length)
{
    /// <summary>Bytes that an array of pages has behind its last one.</summary>
    public const int Padding = 16;

    public ReadOnlySpan<byte> Span => Array.AsSpan(Start, Length);

    /// <exception cref="InvalidDataException">There are not as many bytes.</exception>
    public PageBytes Slice(int start, int length) => start >= 0 && length >= 0 && start <= Length && length <= Length - start
        ? new PageBytes(Array, Start + start, length)
        : throw new InvalidDataException($"The page has {Length} bytes; {(long)start + length} are needed.");

    public PageBytes From(int start) => Slice(start, Length - start);

    /// <summary>A length that stands before what it counts.</summary>
    public int LengthAt(int at) => BinaryPrimitives.ReadInt32LittleEndian(Slice(at, sizeof(int)).Span);
}
