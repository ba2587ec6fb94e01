using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Slipway.Data;

/// <summary>One pass over an Arrow file or stream.</summary>
internal sealed class ArrowBatchReader : BatchReader
{
    // What ends the messages: FFFFFFFF 00000000.
    private const ulong EndMark = 0x0000_0000_FFFF_FFFF;
    private const int MostWithoutLength = 1 << 30;

    private readonly FormatSource _source;
    private readonly SourceStream _content;
    private readonly TailStream _tail;
    private readonly ArrowStreamReader _reader;
    private readonly bool _isFile;
    private RecordBatch? _batch;
    private int _next;
    private long _number;
    private bool _ended;

    /// <exception cref="DataFormatException">The file is not Arrow, or damaged.</exception>
    public ArrowBatchReader(FormatSource source, ICompressionCodecFactory? codecs)
    {
        _source = source;
        _content = source.OpenContent();
        try
        {
            var head = new byte[8];
            var read = _content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            _isFile = head.AsSpan().StartsWith("ARROW1\0\0"u8);
            if (read < head.Length || !(_isFile || head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xff, 0xff, 0xff, 0xff])))
            {
                throw new DataFormatException(
                    read == 0 ? "the file is empty"
                        : head.AsSpan().StartsWith("FEA1"u8) ? "the file is Feather of version 1" : "the file is not Arrow: its first bytes are wrong",
                    source.Name, value: read == 0 ? null : Convert.ToHexString(head.AsSpan(0, read)),
                    expected: "the magic 'ARROW1' of a file, or FFFFFFFF of a stream", remedy: "Check the path and the format.");
            }

            var most = _content.KnownLength ?? MostWithoutLength;
            _tail = new TailStream(_isFile ? _content : new SplicedStream(head, _content, []), most);
            _reader = new ArrowStreamReader(_tail, new BoundedAllocator(most), codecs, leaveOpen: true);
            Schema = Guard(() => _reader.Schema) ?? throw Truncated();
        }
        catch
        {
            _content.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Schema Schema { get; }

    /// <summary>Checks that the columns are those of the channel.</summary>
    /// <exception cref="DataFormatException">They are others, or are wanted as other types.</exception>
    public void Require(Schema schema)
    {
        var same = schema.FieldsList.Count == Schema.FieldsList.Count;
        for (var i = 0; same && i < schema.FieldsList.Count; i++)
        {
            var (wanted, found) = (schema.FieldsList[i], Schema.FieldsList[i]);
            if (wanted.Name == found.Name && !ArrowTypes.AreEqual(wanted.DataType, found.DataType) && IsFirst)
            {
                throw new DataFormatException(
                    $"the column is {found.DataType.Name} and cannot be read as {wanted.DataType.Name}: Arrow files state the types of their columns",
                    _source.Name, column: found.Name, remedy: "Leave out WithColumn for it.");
            }

            same = wanted.Name == found.Name && ArrowTypes.AreEqual(wanted.DataType, found.DataType);
        }

        if (!same)
        {
            throw _source.OtherColumns(ArrowTypes.Describe(Schema), ArrowTypes.Describe(schema));
        }
    }

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        while (_batch is null)
        {
            var next = _ended ? null : Guard(_reader.ReadNextRecordBatch);
            if (next is null)
            {
                End();
                return null;
            }

            _number++;
            _batch = Guard(() => ArrowBuffers.Check(next));
            _next = 0;
            if (_batch!.Length == 0)
            {
                _batch.Dispose();
                _batch = null;
            }
        }

        // Batches of a file may be large; shares of them are no copies.
        var count = Math.Min(_source.BatchRows, _batch.Length - _next);
        var share = _batch.SliceShared(_next, count);
        _next += count;
        if (_next == _batch.Length)
        {
            _batch.Dispose();
            _batch = null;
        }

        return share;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _batch?.Dispose();
            _batch = null;
            _reader.Dispose();
            _content.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool IsFirst => _source.SchemaOrigin is null || _source.SchemaOrigin == _source.Name;

    // The reader takes the end of the bytes for the end of the batches; a whole file says where they end.
    private void End()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        if (_tail.Tail != EndMark)
        {
            throw Truncated();
        }

        if (_isFile)
        {
            Span<byte> rest = stackalloc byte[4096];
            while (_tail.Read(rest) > 0)
            {
            }

            if (_tail.Tail >> 16 != BitConverter.ToUInt64("ARROW1\0\0"u8))
            {
                throw Truncated();
            }
        }
    }

    private DataFormatException Truncated() => new(
        $"the file is truncated after {_number} record batches", _source.Name, expected: "the mark that ends an Arrow file",
        remedy: "Copy or download the file again.");

    // Apache.Arrow has no exception of its own for damage: whatever comes out of its reader is about the file.
    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (NotImplementedException e) when (e.Message.Contains("compress", StringComparison.OrdinalIgnoreCase))
        {
            throw new DataFormatException(
                "the buffers are compressed", _source.Name, expected: "plain buffers, or ArrowFormat.Codecs",
                remedy: "Add the package Apache.Arrow.Compression and set Codecs = new CompressionCodecFactory().", innerException: e);
        }
        catch (Exception e) when (e is not (DataFormatException or OperationCanceledException or IOException) || e is EndOfStreamException or InvalidDataException)
        {
            throw new DataFormatException(
                $"the file is damaged or truncated in record batch {_number + 1}: {e.Message.TrimEnd('.')}", _source.Name,
                remedy: "Copy or download the file again, or check what wrote it.", innerException: e);
        }
    }
}
