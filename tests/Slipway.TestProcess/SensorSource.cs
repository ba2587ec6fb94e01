using System.Globalization;

namespace Slipway.TestProcess;

/// <summary>Rows of a made-up stream, with their numbers as positions.</summary>
/// <param name="rows">How many there are.</param>
/// <param name="read">Told of every row that is read.</param>
public sealed class SensorSource(long rows, Action<long>? read = null) : IPositionedSource<SensorRow>
{
    public string Description => "sensor rows";

    public IPositionedReader<SensorRow> Open(string? position, CancellationToken cancellationToken) => new Reader(
        position is null ? 0 : long.Parse(position, CultureInfo.InvariantCulture), rows, read, cancellationToken);

    private sealed class Reader(long next, long rows, Action<long>? read, CancellationToken cancellationToken) : IPositionedReader<SensorRow>
    {
        private long _next = next;

        public SensorRow Current { get; private set; } = SensorRow.At(0);

        public string Position => _next.ToString(CultureInfo.InvariantCulture);

        public ValueTask<bool> MoveNextAsync()
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_next >= rows)
            {
                return ValueTask.FromResult(false);
            }

            read?.Invoke(_next);
            Current = SensorRow.At(_next++);
            return ValueTask.FromResult(true);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
