using Slipway.Storage;

namespace Slipway.Jobs;

/// <summary>Where a job's directory is: a full local path, or a URI without a trailing slash.</summary>
internal static class JobLocation
{
    /// <summary>The directory of a job under an output folder or URI.</summary>
    public static string Of(string output, string job) =>
        LocalPath.TryGet(output, out var folder) ? Path.GetFullPath(Path.Combine(folder, job)) : $"{output.TrimEnd('/')}/{job}";

    /// <summary>The one spelling of a directory that someone gave.</summary>
    public static string Normalize(string directory) => LocalPath.TryGet(directory, out var path)
        ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))
        : directory.TrimEnd('/');
}
