using System.IO.Hashing;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Slipway.Data;

/// <summary>
/// A hash of what a channel gives: names, types, values and roles of the columns, wherever the rows come from. XXH128 (Collet) of the rows as an Arrow
/// stream, 32 hexadecimal digits; costs one pass over the rows.
/// </summary>
internal sealed class ChannelFingerprint : IDisposable
{
    private readonly XxHash128 _hash = new();
    private readonly HashSink _sink;
    private readonly ArrowStreamWriter _writer;

    /// <summary>Starts a hash.</summary>
    /// <param name="roles">Columns and roles.</param>
    public ChannelFingerprint(ChannelSchema roles)
    {
        _hash.Append(Encoding.UTF8.GetBytes($"label {roles.Label}\nweight {roles.Weight}\n"));
        _sink = new HashSink(_hash);
        _writer = new ArrowStreamWriter(_sink, roles.Columns, leaveOpen: true);
    }

    public static string Of(DataChannel channel, SlipwayServices services, CancellationToken cancellationToken)
    {
        using var reader = channel.OpenUntil(services, cancellationToken);
        using var fingerprint = new ChannelFingerprint(reader.Roles);
        while (reader.Read() is { } batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using (batch)
            {
                fingerprint.Append(batch);
            }
        }

        return fingerprint.Complete();
    }

    /// <summary>Adds the next rows.</summary>
    public void Append(RecordBatch batch) => _writer.WriteRecordBatch(batch);

    /// <summary>Ends the hash.</summary>
    public string Complete()
    {
        _writer.WriteEnd();
        return Convert.ToHexStringLower(_hash.GetCurrentHash());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        _sink.Dispose();
    }

    /// <summary>Takes bytes into a hash.</summary>
    private sealed class HashSink(XxHash128 hash) : Stream
    {
        private long _length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position
        {
            get => _length;
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            hash.Append(buffer);
            _length += buffer.Length;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
