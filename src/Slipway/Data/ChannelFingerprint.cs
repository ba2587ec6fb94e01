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
    private sealed class HashSink(XxHash128 hash) : ForwardWriteStream
    {
        protected override void Take(ReadOnlySpan<byte> bytes) => hash.Append(bytes);
    }
}
