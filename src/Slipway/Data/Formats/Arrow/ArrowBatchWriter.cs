using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Slipway.Data;

/// <summary>Writes an Arrow file or stream.</summary>
internal sealed class ArrowBatchWriter : BatchWriter
{
    private readonly ArrowStreamWriter _writer;

    public ArrowBatchWriter(Stream stream, Schema schema, bool isFile)
    {
        // Positions of batches are counted from the file's first byte; ArrowFileWriter asks for a stream that can seek, but never does.
        var counted = new WrittenStream(stream, claimsSeeking: isFile);
        _writer = isFile
            ? new Apache.Arrow.Ipc.ArrowFileWriter(counted, schema, leaveOpen: true)
            : new ArrowStreamWriter(counted, schema, leaveOpen: true);
        _writer.WriteStart();
    }

    /// <inheritdoc/>
    public override void Write(RecordBatch batch) => _writer.WriteRecordBatch(batch);

    /// <inheritdoc/>
    public override void Complete() => _writer.WriteEnd();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _writer.Dispose();
        }

        base.Dispose(disposing);
    }
}
