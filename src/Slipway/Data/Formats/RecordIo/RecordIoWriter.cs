using System.Buffers.Binary;
using System.Globalization;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Writes rows as RecordIO-protobuf, fields in the order of their numbers, as Python's protobuf library does.</summary>
internal sealed class RecordIoWriter : BatchWriter
{
    private const int FlushBytes = 256 * 1024;

    private readonly Stream _stream;
    private readonly RecordEntryWriter[] _entries;
    private readonly ProtobufWriter _output = new();
    private readonly ProtobufWriter _record = new();
    private long _row;

    public RecordIoWriter(Stream stream, Schema schema, RecordIoProtobufFormat format)
    {
        _stream = stream;
        _entries = RecordEntryPlan.For(schema, format);
    }

    /// <inheritdoc/>
    public override void Write(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        foreach (var entry in _entries)
        {
            entry.SetBatch(batch);
        }

        for (var row = 0; row < batch.Length; row++)
        {
            _row++;
            _record.Clear();
            foreach (var entry in _entries)
            {
                entry.Write(_record, row, _row);
            }

            Frame(_record.Written);
        }
    }

    /// <inheritdoc/>
    public override void Complete() => Flush();

    private void Frame(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > RecordIoFrames.MostBytes)
        {
            throw new DataFormatException(
                "the row is too long for a RecordIO record", null, _row, value: payload.Length.ToString(CultureInfo.InvariantCulture),
                expected: string.Create(CultureInfo.InvariantCulture, $"at most {RecordIoFrames.MostBytes} bytes"),
                remedy: "Leave columns out, or make its values smaller.");
        }

        Span<byte> header = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(header, RecordIoFrames.Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], payload.Length);
        _output.Append(header);
        _output.Append(payload);
        _output.Append(stackalloc byte[(4 - (payload.Length & 3)) & 3]);
        if (_output.Written.Length >= FlushBytes)
        {
            Flush();
        }
    }

    private void Flush()
    {
        _stream.Write(_output.Written);
        _output.Clear();
    }
}
