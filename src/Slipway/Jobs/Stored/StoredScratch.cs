using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Slipway.Storage;

namespace Slipway.Jobs;

/// <summary>The local folders of jobs whose directories are in object stores.</summary>
/// <param name="location">URI of the job's directory.</param>
/// <param name="claim">Local side of the job's lease, in the folder.</param>
/// <param name="hasModel">Whether the job has ended with a model in the store.</param>
internal sealed class StoredScratch(string location, LocalClaim claim, bool hasModel) : IDisposable
{
    private const string ClaimFile = "lease.lock";

    /// <summary>After this time without a change nobody will come back for a folder.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(7);

    /// <summary>URI of the job's directory.</summary>
    public string Location => location;

    /// <summary>Whether the job has ended with a model in the store.</summary>
    public bool HasModel => hasModel;

    /// <summary>
    /// Takes a folder for a job, named after it and after a hash of where it is; another one when that is in use. What holds it need not be the same job:
    /// one URI can mean different things in different stores. Whether the job itself is in use, only its store can say.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public static (string Folder, LocalClaim Claim) Take(StoredOutputOptions options, string job, string location)
    {
        var first = Path.Combine(Parent(options), $"{job}-{XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(location)):x16}");
        for (var number = 1; ; number++)
        {
            var folder = number == 1 ? first : string.Create(CultureInfo.InvariantCulture, $"{first}-{number}");
            if (LocalClaim.TryOpen(ClaimOf(folder)) is { } claim)
            {
                return (folder, claim);
            }
        }
    }

    /// <summary>Deletes all but the files that are held open.</summary>
    public static void Clear(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(e => Path.GetExtension(e.Name) != ".lock"))
        {
            if (entry is DirectoryInfo child)
            {
                child.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }

    /// <summary>Deletes folders that killed processes left long ago. What cannot be deleted stays.</summary>
    public static void Sweep(StoredOutputOptions options, DateTimeOffset now)
    {
        var parent = new DirectoryInfo(Parent(options));
        foreach (var folder in parent.Exists ? parent.GetDirectories() : [])
        {
            try
            {
                if (now - LastChange(folder) > Abandoned && File.Exists(ClaimOf(folder.FullName)) && LocalClaim.TryOpen(ClaimOf(folder.FullName)) is { } claim)
                {
                    using (claim)
                    {
                        folder.Delete(recursive: true);
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Of another user, or just taken by another process.
            }
        }
    }

    /// <summary>Deletes the folder, which is not needed any more.</summary>
    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Costs room on the disk until it is swept.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => claim.Dispose();

    private static string ClaimOf(string folder) => Path.Combine(folder, ClaimFile);

    private static DateTimeOffset LastChange(DirectoryInfo folder) =>
        folder.EnumerateFiles().Select(f => f.LastWriteTimeUtc).Append(folder.LastWriteTimeUtc).Max();

    private static string Parent(StoredOutputOptions options) =>
        Path.GetFullPath(options.ScratchFolder ?? LocalClaim.DefaultFolder("jobs"));
}
