using Slipway.Data;
using Slipway.Storage;

namespace Slipway;

public sealed partial class DataChannel
{
    /// <summary>
    /// The rows of a CSV or JSON Lines file on local disk that grows, as a stream with positions: a job that was interrupted goes on at the line where
    /// it was.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Only whole lines count: one without its line end waits for it. When the file is rotated (renamed, and another begun under its name), the renamed
    /// one is read to its end first, then those that came after it, in the order of their last writing; they are looked for in the same folder under
    /// names that begin with the file's, and must stay there, uncompressed, until they have been read. A file that was truncated, or written anew in
    /// place, is read from its beginning: what it held before and had not been read is lost. Files are told apart by device and inode (on Linux) and by
    /// a hash of their first kilobyte.
    /// </para>
    /// <para>
    /// Columns and types are those of the first micro-batch, and stay; set the types of others by <see cref="WithColumn"/>. A micro-batch ends with its
    /// file, and each CSV file of a rotation has a header of its own if the first has.
    /// </para>
    /// </remarks>
    /// <param name="path">Path of the file; it may come into being later.</param>
    /// <param name="format"><see cref="CsvFormat"/> or <see cref="JsonLinesFormat"/>; null goes by the name. A CSV file has a header unless the format says it has none.</param>
    /// <param name="options">How to follow; null means the defaults.</param>
    /// <exception cref="ArgumentException">The path is not local, the format is another, or an option is out of range.</exception>
    public static DataChannel FromFileTail(string path, DataFormat? format = null, FileTailOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new FileTailOptions();
        options.Validate();
        if (!LocalPath.TryGet(path, out var local))
        {
            throw new ArgumentException($"'{path}' is not on local disk; only a local file can be followed.", nameof(path));
        }

        return FromSource(new FileTailSource(Path.GetFullPath(local), FileTailSource.Checked(format ?? DataFormat.FromExtension(path)), options));
    }
}
