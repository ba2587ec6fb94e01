namespace Slipway.Data;

/// <summary>
/// Temporary files that go with their handle, and with the process however it ends: on Unix the name is removed at once, on Windows the file is opened with
/// delete-on-close.
/// </summary>
internal static class AnonymousFile
{
    private const string Prefix = "slipway-";

    /// <summary>A file without a name is older than this only if its process was killed between making the file and removing its name.</summary>
    private static readonly TimeSpan Nameless = TimeSpan.FromMinutes(1);

    /// <summary>Creates a file for reading and writing.</summary>
    /// <param name="folder">Where; must exist.</param>
    /// <param name="extension">What the file is for, with its dot.</param>
    /// <param name="bufferSize">Bytes that the stream buffers; 0 for none.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static FileStream Create(string folder, string extension, int bufferSize)
    {
        Sweep(folder, extension);
        var path = Path.Combine(folder, $"{Prefix}{Guid.NewGuid():N}{extension}");
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = bufferSize,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
        });
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return file;
    }

    /// <summary>Deletes what killed processes left. A file that a living one has open cannot be opened alone, so it stays.</summary>
    private static void Sweep(string folder, string extension)
    {
        foreach (var path in Directory.EnumerateFiles(folder, Prefix + "*" + extension))
        {
            if (!Guid.TryParseExact(Path.GetFileNameWithoutExtension(path)[Prefix.Length..], "N", out _)
                || DateTime.UtcNow - File.GetLastWriteTimeUtc(path) < Nameless)
            {
                continue;
            }

            try
            {
                using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1))
                {
                }

                File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody's, or gone already.
            }
        }
    }
}
