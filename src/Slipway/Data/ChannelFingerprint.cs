using System.IO.Hashing;
using System.Text;
using Apache.Arrow.Ipc;

namespace Slipway.Data;

/// <summary>
/// A hash of what a channel gives: names, types, values and roles of the columns, wherever the rows come from. XXH128 (Collet) of the rows as an Arrow
/// stream, 32 hexadecimal digits; costs one pass over the rows.
/// </summary>
internal static class ChannelFingerprint
{
    public static string Of(DataChannel channel, SlipwayServices services, CancellationToken cancellationToken)
    {
        var hash = new XxHash128();
        using var reader = channel.Open(services);
        hash.Append(Encoding.UTF8.GetBytes($"label {reader.Roles.Label}\nweight {reader.Roles.Weight}\n"));
        using var sink = new HashSink(hash);
        using var writer = new ArrowStreamWriter(sink, reader.Schema, leaveOpen: true);
        while (reader.Read() is { } batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using (batch)
            {
                writer.WriteRecordBatch(batch);
            }
        }

        writer.WriteEnd();
        return Convert.ToHexStringLower(hash.GetCurrentHash());
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
