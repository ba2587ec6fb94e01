using System.Runtime.InteropServices;
using Slipway.Data;
using Slipway.Features;

namespace Slipway;

/// <summary>
/// The loss's second derivative in each row, by chunk: in memory, or in a file that has no name where the rows themselves have spilled, so that it
/// takes no memory that grows with the data. Threads may work on different chunks.
/// </summary>
internal sealed class RowCurvature : IDisposable
{
    private readonly FeatureMatrix _matrix;
    private readonly float[][] _chunks = [];
    private readonly FileStream? _file;

    public RowCurvature(FeatureMatrix matrix)
    {
        _matrix = matrix;
        if (matrix.SpillFolder is { } folder)
        {
            _file = AnonymousFile.Create(folder, ".curvature", 0);
        }
        else
        {
            _chunks = [.. Enumerable.Range(0, matrix.ChunkCount).Select(c => new float[matrix.ChunkAt(c).Rows])];
        }
    }

    /// <summary>Where a chunk's values go, before <see cref="Store"/>.</summary>
    public Span<float> Begin(int chunk, LinearScratch scratch) => _file is null ? _chunks[chunk] : scratch.ChunkRows(_matrix.ChunkAt(chunk).Rows);

    /// <summary>Keeps what was written since <see cref="Begin"/>.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Store(int chunk, LinearScratch scratch)
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            RandomAccess.Write(_file.SafeFileHandle, MemoryMarshal.AsBytes(scratch.ChunkRows(_matrix.ChunkAt(chunk).Rows)), Offset(chunk));
        }
        catch (IOException e)
        {
            throw new IOException(
                $"Cannot write the curvature of {_matrix.RowCount} rows to '{_matrix.SpillFolder}': {e.Message} "
                + "Free space there, give another spill folder, or choose the solver Lbfgs, which does not need it.", e);
        }
    }

    /// <summary>A chunk's values; valid until the scratch is used for another chunk.</summary>
    public ReadOnlySpan<float> Load(int chunk, LinearScratch scratch)
    {
        if (_file is null)
        {
            return _chunks[chunk];
        }

        var values = scratch.ChunkRows(_matrix.ChunkAt(chunk).Rows);
        var bytes = MemoryMarshal.AsBytes(values);
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(_file.SafeFileHandle, bytes[done..], Offset(chunk) + done);
            done += read > 0 ? read : throw new EndOfStreamException($"The file of the curvature in '{_matrix.SpillFolder}' is shorter than it was.");
        }

        return values;
    }

    public void Dispose() => _file?.Dispose();

    private long Offset(int chunk) => _matrix.ChunkStart(chunk) * sizeof(float);
}
