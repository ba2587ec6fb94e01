using Slipway.Data;

namespace Slipway;

public sealed partial class DataChannel
{
    /// <summary>
    /// Writes the rows, in order, to a file or to a folder of parts (<c>part-00000.parquet</c>, <c>part-00001.parquet</c>, ...). Each file becomes
    /// visible when it is complete, and not before; memory does not grow with the rows.
    /// </summary>
    /// <param name="uriOrPath">
    /// A file, compressed by gzip when its name ends in <c>.gz</c>. Or a folder of parts: when it ends with a slash, or when
    /// <see cref="WriteOptions.MaxRowsPerFile"/> or <see cref="WriteOptions.MaxBytesPerFile"/> is set.
    /// </param>
    /// <param name="format">The format; null means the one that the file's name tells. A folder needs one.</param>
    /// <param name="options">Limits, compression, overwriting; null means one file that must not exist.</param>
    /// <param name="services">Object stores and formats; null means <see cref="SlipwayServices.Default"/>.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancellationToken">Stops the writing within a batch; complete parts stay, and nothing is there of the one in progress.</param>
    /// <returns>The files with their rows and bytes.</returns>
    /// <exception cref="ArgumentException">The target makes no sense, or the channel reads it.</exception>
    /// <exception cref="IOException">The target exists, and <see cref="WriteOptions.Overwrite"/> is not set.</exception>
    /// <exception cref="ChannelWriteException">Reading or writing failed; says how far it got and why.</exception>
    public Task<WriteReport> WriteAsync(
        string uriOrPath, DataFormat? format = null, WriteOptions? options = null, SlipwayServices? services = null,
        IProgress<WriteProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var (known, chosen) = (services ?? SlipwayServices.Default, options ?? new WriteOptions());
        return new ChannelWriting(this, new WriteTarget(uriOrPath, format, chosen, known), chosen, known, progress).RunAsync(cancellationToken);
    }
}
