using System.Runtime.InteropServices;

namespace Slipway.Kernels.Tests;

/// <summary>Memory that ends (or starts) at a page that may not be touched: a kernel that reads one float too many ends the process.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int ReadWrite = 3, None = 0, PrivateAnonymous = 0x22;

    private readonly byte* _start;
    private readonly nint _page = Environment.SystemPageSize;
    private readonly nint _bytes;

    public GuardedMemory(int floats)
    {
        _bytes = ((floats * sizeof(float)) + _page - 1) / _page * _page;
        _start = (byte*)Map(0, (nuint)(_bytes + (2 * _page)), ReadWrite, PrivateAnonymous, -1, 0);
        Assert.NotEqual(-1, (nint)_start);
        Assert.Equal(0, Protect((nint)_start, (nuint)_page, None));
        Assert.Equal(0, Protect((nint)(_start + _page + _bytes), (nuint)_page, None));
    }

    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>Floats whose end is the guard.</summary>
    public Span<float> AtEnd(int length) => new(_start + _page + _bytes - (length * sizeof(float)), length);

    /// <summary>Floats whose start is the guard's end.</summary>
    public Span<float> AtStart(int length) => new(_start + _page, length);

    public void Dispose() => _ = Unmap((nint)_start, (nuint)(_bytes + (2 * _page)));

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
