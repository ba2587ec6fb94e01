using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Slipway.Data;

/// <summary>
/// Keeps the batches of a source that can be read only once: in memory up to a limit, the rest in a temporary Arrow IPC file that goes when
/// the spool
/// is disposed or collected, or the process ends in whatever way. Fill it from one thread; after <see cref="Complete"/> any number of
/// threads may read it at once.
/// </summary>
internal sealed class BatchSpool : IDisposable
{
    /// <summary>Bytes kept in memory unless told otherwise: 64 MiB.</summary>
    public const long DefaultMemoryBytes = 64L << 20;

    private readonly Schema _schema;
    private readonly long _memoryBytes;
    private readonly string _folder;
    private readonly List<RecordBatch> _inMemory = [];
    private long _bytes;
    private FileStream? _file;
    private ArrowStreamWriter? _writer;
    private bool _complete;

    /// <summary>Creates an empty spool.</summary>
    /// <param name="schema">Columns of every batch.</param>
    /// <param name="memoryBytes">Bytes to keep in memory before the file is used.</param>
    /// <param name="folder">Where the file goes; null means the system's folder for temporary files.</param>
    public BatchSpool(Schema schema, long memoryBytes = DefaultMemoryBytes, string? folder = null)
    {
        _schema = schema;
        _folder = folder ?? Path.GetTempPath();
        _memoryBytes = memoryBytes;
    }

    /// <summary>Number of rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Bytes in the temporary file; 0 when all is in memory.</summary>
    public long FileBytes => _file is null ? 0 : RandomAccess.GetLength(_file.SafeFileHandle);

    /// <summary>Adds a batch and takes it over.</summary>
    /// <exception cref="IOException">The temporary folder is full or cannot be written.</exception>
    public void Append(RecordBatch batch)
    {
        ObjectDisposedException.ThrowIf(_complete, this);
        Rows += batch.Length;
        _bytes += BatchSize.InBytes(batch);
        if (_writer is null && _bytes <= _memoryBytes)
        {
            _inMemory.Add(batch);
            return;
        }

        using (batch)
        {
            try
            {
                _writer ??= new ArrowStreamWriter(_file = AnonymousFile.Create(_folder, ".arrow", 1 << 16), _schema, leaveOpen: true);
                _writer.WriteRecordBatch(batch);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Cannot(e);
            }
        }
    }

    /// <summary>Ends the filling.</summary>
    public void Complete()
    {
        try
        {
            _writer?.WriteEnd();
            _file?.Flush();
        }
        catch (IOException e)
        {
            throw Cannot(e);
        }

        _complete = true;
    }

    /// <summary>Starts a pass over the batches.</summary>
    public BatchReader Open()
    {
        if (!_complete)
        {
            throw new InvalidOperationException("The spool is still being filled.");
        }

        return new BatchSpoolReader(_schema, _inMemory, _file?.SafeFileHandle);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _complete = true;
        _inMemory.ForEach(b => b.Dispose());
        _inMemory.Clear();
        _writer?.Dispose();
        _file?.Dispose();
    }

    private IOException Cannot(Exception cause) => new(
        $"Rows that can be read only once do not fit in memory and the temporary folder '{_folder}' cannot hold them: "
        + $"{cause.Message} Free space there, or point the temporary folder (TMPDIR, TEMP) to a larger disk.", cause);
}
