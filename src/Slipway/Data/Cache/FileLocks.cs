using Slipway.Storage;

namespace Slipway.Data;

/// <summary>Locks between threads and processes: files that are held open alone. They go with the process that holds them, however it ends.</summary>
/// <param name="folder">Where the files are; they stay.</param>
internal sealed class FileLocks(string folder)
{
    /// <summary>How long to wait before looking again: the system tells nobody that a file was let go of.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    /// <summary>Makes the folder.</summary>
    public void Prepare() => Directory.CreateDirectory(folder);

    /// <summary>Takes a lock, waiting for whoever has it.</summary>
    /// <exception cref="IOException">It cannot be opened, held by nobody: no space, no handles, no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to another user.</exception>
    public FileStream Take(string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryTake(name) is { } taken)
            {
                return taken;
            }

            cancellationToken.WaitHandle.WaitOne(Patience);
        }
    }

    /// <summary>Takes a lock, or gives null when somebody has it.</summary>
    /// <inheritdoc cref="Take"/>
    public FileStream? TryTake(string name)
    {
        try
        {
            return new FileStream(Path.Combine(folder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException e) when (SharingViolation.Is(e))
        {
            return null;
        }
    }
}
