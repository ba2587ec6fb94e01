namespace Slipway.Data;

/// <summary>The cache of <see cref="InputMode.File"/>: copies of remote objects, shared by all jobs and processes that name the same folder.</summary>
public sealed record DataCacheOptions
{
    /// <summary>
    /// Folder of the copies; made when the first object is downloaded. Default: <c>slipway/data-cache</c> in the user's local application data, or in the
    /// system's temporary folder for a user who has none. A relative path counts from the folder that is current at the download.
    /// </summary>
    public string Folder { get; init; } = DefaultFolder();

    /// <summary>
    /// Bytes that the copies may take together, unfinished ones included. Default 64 GiB; at least 1. Copies that were not used for longest go first; one
    /// that is being read stays. A channel that is larger is an error, not a download in each pass.
    /// </summary>
    public long MaximumBytes { get; init; } = 64L << 30;

    internal string FullFolder => Path.GetFullPath(Folder);

    internal void Validate()
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(Folder))
        {
            problems.Add("Folder is empty; expected a path");
        }

        if (MaximumBytes < 1)
        {
            problems.Add(FormattableString.Invariant($"MaximumBytes is {MaximumBytes}; expected at least 1"));
        }

        if (problems.Count > 0)
        {
            throw new ArgumentException($"Data cache: {string.Join("; ", problems)}.");
        }
    }

    private static string DefaultFolder()
    {
        var user = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return Path.Combine(user.Length > 0 ? user : Path.GetTempPath(), "slipway", "data-cache");
    }
}
