using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Data;

/// <summary>Device and inode of a file, as text: a renamed file keeps it, a new one under an old name has another.</summary>
internal static partial class FileIdentity
{
    private const int AtEmptyPath = 0x1000;
    private const uint InodeMask = 0x100; // STATX_INO
    private const int BufferBytes = 256; // sizeof(struct statx), the same on every architecture
    private const int InodeAt = 32;
    private const int DeviceAt = 136;

    /// <summary>Null where the system has no such thing that can be asked for (statx is Linux's).</summary>
    public static string? Of(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> buffer = stackalloc byte[BufferBytes];
        try
        {
            if (Statx(file, "", AtEmptyPath, InodeMask, ref MemoryMarshal.GetReference(buffer)) != 0)
            {
                return null;
            }
        }
        catch (EntryPointNotFoundException)
        {
            return null; // an old C library; the hash of the content still tells files apart
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{BinaryPrimitives.ReadUInt32LittleEndian(buffer[DeviceAt..])}:{BinaryPrimitives.ReadUInt32LittleEndian(buffer[(DeviceAt + 4)..])}:{BinaryPrimitives.ReadUInt64LittleEndian(buffer[InodeAt..])}");
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(SafeFileHandle directory, string path, int flags, uint mask, ref byte result);
}
