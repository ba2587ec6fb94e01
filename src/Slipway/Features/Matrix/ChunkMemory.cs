namespace Slipway.Features;

/// <summary>
/// Blocks of memory of one size that are used again: filling and freeing pools of rows all the time would leave the allocator with much memory that it does
/// not give back, and costs a page fault for every 4 KiB. Thread-safe.
/// </summary>
internal sealed unsafe class ChunkMemory : IDisposable
{
    private readonly Stack<nint> _free = new();
    private readonly Lock _gate = new();
    private long _bytes;
    private bool _disposed;

    /// <summary>A block; the first one decides the size that is kept.</summary>
    public byte* Rent(long bytes)
    {
        lock (_gate)
        {
            _bytes = _bytes == 0 ? bytes : _bytes;
            if (bytes == _bytes && _free.TryPop(out var block))
            {
                return (byte*)block;
            }
        }

        return MatrixChunk.Allocate(bytes);
    }

    /// <summary>Takes a block back.</summary>
    public void Return(byte* block, long bytes)
    {
        lock (_gate)
        {
            if (!_disposed && bytes == _bytes)
            {
                _free.Push((nint)block);
                return;
            }
        }

        MatrixChunk.Free(block);
    }

    /// <summary>Frees what is not in use; what is, is freed when it comes back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            while (_free.TryPop(out var block))
            {
                MatrixChunk.Free((byte*)block);
            }
        }
    }
}
