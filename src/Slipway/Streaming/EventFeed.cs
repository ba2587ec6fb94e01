using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Slipway.Streaming;

/// <summary>Hands events to any number of readers without waiting for them: each sees the last ones first, and one that is too slow loses the oldest.</summary>
internal sealed class EventFeed<T>(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<T> _recent = new();
    private readonly List<Channel<T>> _readers = [];
    private bool _ended;

    public void Publish(T value)
    {
        lock (_lock)
        {
            _recent.Enqueue(value);
            if (_recent.Count > capacity)
            {
                _recent.Dequeue();
            }

            foreach (var reader in _readers)
            {
                reader.Writer.TryWrite(value);
            }
        }
    }

    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            foreach (var reader in _readers)
            {
                reader.Writer.TryComplete();
            }
        }
    }

    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            foreach (var value in _recent)
            {
                channel.Writer.TryWrite(value);
            }

            if (_ended)
            {
                channel.Writer.Complete();
            }
            else
            {
                _readers.Add(channel);
            }
        }

        try
        {
            await foreach (var value in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return value;
            }
        }
        finally
        {
            lock (_lock)
            {
                _readers.Remove(channel);
            }
        }
    }
}
