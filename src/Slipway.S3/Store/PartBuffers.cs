using System.Buffers;
using System.Collections.Concurrent;

namespace Slipway.Storage;

/// <summary>
/// Memory for parts on their way. Buffers of a whole part are kept for the next one, the last one first since its pages are warm, but only until the garbage collector wants them: an idle store
/// holds no memory. Thread-safe.
/// </summary>
/// <param name="partSize">Bytes of a part.</param>
/// <param name="kept">Buffers to keep at most.</param>
internal sealed class PartBuffers(int partSize, int kept)
{
    private readonly ConcurrentStack<WeakReference<byte[]>> _free = new();

    /// <summary>At least so many bytes, at most those of a part; not cleared.</summary>
    public byte[] Rent(int length)
    {
        if (length <= partSize / 4)
        {
            return ArrayPool<byte>.Shared.Rent(length);
        }

        while (_free.TryPop(out var reference))
        {
            if (reference.TryGetTarget(out var buffer))
            {
                return buffer;
            }
        }

        return GC.AllocateUninitializedArray<byte>(partSize);
    }

    /// <summary>Gives a buffer back, once.</summary>
    public void Return(byte[] buffer)
    {
        if (buffer.Length != partSize)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        else if (_free.Count < kept)
        {
            _free.Push(new WeakReference<byte[]>(buffer));
        }
    }
}
