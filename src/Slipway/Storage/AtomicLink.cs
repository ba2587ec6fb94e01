using System.Runtime.InteropServices;

namespace Slipway.Storage;

/// <summary>
/// Gives a file its final name only if nobody has that name. <see cref="File.Move(string, string, bool)"/> without overwriting looks first and
/// renames then on Unix, so that two writers at once can both win; <c>link(2)</c> decides in one step.
/// </summary>
internal static partial class AtomicLink
{
    private const int FileExists = 17; // EEXIST, the same number on Linux and macOS

    /// <summary>Renames, unless the target exists.</summary>
    /// <exception cref="IOException">The target exists, or the file cannot be renamed.</exception>
    public static void MoveIfAbsent(string source, string target)
    {
        if (OperatingSystem.IsWindows())
        {
            File.Move(source, target, overwrite: false); // atomic there
            return;
        }

        if (Link(source, target) == 0)
        {
            File.Delete(source);
            return;
        }

        if (Marshal.GetLastPInvokeError() == FileExists)
        {
            throw new IOException($"'{target}' exists already.");
        }

        File.Move(source, target, overwrite: false); // a file system without hard links: best effort
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string source, string target);
}
