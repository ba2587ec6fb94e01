using Apache.Arrow;
using Apache.Arrow.Ipc;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Data;

/// <summary>One pass over a <see cref="BatchSpool"/>.</summary>
/// <param name="schema">Columns of every batch.</param>
/// <param name="inMemory">The first batches; shared with other passes.</param>
/// <param name="file">The file of the later ones, or null.</param>
internal sealed class BatchSpoolReader(Schema schema, List<RecordBatch> inMemory, SafeFileHandle? file) : BatchReader
{
    private readonly ArrowStreamReader? _file = file is null ? null : new ArrowStreamReader(new SharedFileStream(file));
    private int _next;

    /// <inheritdoc/>
    public override Schema Schema => schema;

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        while (_next < inMemory.Count)
        {
            var batch = inMemory[_next++];
            if (batch.Length > 0)
            {
                return batch.SliceShared(0, batch.Length);
            }
        }

        while (_file?.ReadNextRecordBatch() is { } batch)
        {
            if (batch.Length > 0)
            {
                return batch;
            }

            batch.Dispose();
        }

        return null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file?.Dispose();
        }

        base.Dispose(disposing);
    }
}
