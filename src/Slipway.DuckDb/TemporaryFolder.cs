namespace Slipway.DuckDb;

/// <summary>A folder of one pass, locked while its process lives; folders that nobody holds any more are removed by the next pass.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Prefix = "slipway-sql-";
    private const string LockName = ".lock";

    private readonly FileStream _lock;

    public TemporaryFolder(string? parent)
    {
        parent = System.IO.Path.GetFullPath(parent ?? System.IO.Path.GetTempPath());
        try
        {
            Directory.CreateDirectory(parent);
            Sweep(parent);
            Path = System.IO.Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(Path);
            _lock = Lock(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"No temporary folder can be made in '{parent}': {e.Message} Choose a writable one by SqlOptions.TemporaryFolder.", e);
        }
    }

    public string Path { get; }

    /// <summary>Removes the folder. What cannot be removed now is left to the next pass.</summary>
    public void Dispose()
    {
        TryDelete(Path);
        _lock.Dispose();
        TryDelete(Path);
    }

    private static FileStream Lock(string folder) =>
        new(System.IO.Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);

    private static void Sweep(string parent)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            try
            {
                // A folder that was made a moment ago has no lock yet.
                if (File.Exists(System.IO.Path.Combine(folder, LockName)))
                {
                    Lock(folder).Dispose();
                    Directory.Delete(folder, recursive: true);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Its pass is running, or it belongs to someone else.
            }
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The lock file on Windows, or a full disk: swept later.
        }
    }
}
