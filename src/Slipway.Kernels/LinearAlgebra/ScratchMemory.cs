using System.Runtime.InteropServices;

namespace Slipway.Kernels;

/// <summary>Native packing memory of one thread, kept for the thread's life: a kernel call allocates only when it needs more than ever before.</summary>
internal sealed unsafe class ScratchMemory
{
    private const int CacheLine = 64;

    [ThreadStatic]
    private static ScratchMemory? _current;

    private float* _start;
    private nint _length;

    private ScratchMemory()
    {
    }

    // The finaliser runs once the owning thread is gone: nothing else references a thread-static object.
    ~ScratchMemory() => NativeMemory.AlignedFree(_start);

    /// <summary>At least <paramref name="length"/> floats, 64-byte aligned, not cleared, valid until this thread's next call.</summary>
    public static float* Rent(nint length)
    {
        ScratchMemory current = _current ??= new ScratchMemory();
        if (current._length < length)
        {
            NativeMemory.AlignedFree(current._start);
            current._start = null;
            current._length = 0;
            current._start = (float*)NativeMemory.AlignedAlloc((nuint)length * sizeof(float), CacheLine);
            current._length = length;
        }
        // SAFETY: _current keeps the owner alive while this thread uses the memory.
        return current._start;
    }
}
