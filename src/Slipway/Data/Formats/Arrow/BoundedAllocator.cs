using System.Buffers;
using Apache.Arrow.Memory;

namespace Slipway.Data;

/// <summary>Memory for the buffers of a file, no more of it than a file of this size can need.</summary>
/// <param name="most">Bytes that one message may have.</param>
internal sealed class BoundedAllocator(long most) : MemoryAllocator
{
    protected override IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
    {
        if (length < 0 || length > most)
        {
            throw new InvalidDataException($"A message states {length} bytes, and the file has {most}.");
        }

        bytesAllocated = length;
        return new Block(GC.AllocateUninitializedArray<byte>(length));
    }

    private sealed class Block(byte[] bytes) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = bytes;

        public void Dispose()
        {
        }
    }
}
