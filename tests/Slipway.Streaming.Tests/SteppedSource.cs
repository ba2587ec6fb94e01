using System.Globalization;
using Slipway.TestProcess;

namespace Slipway.Streaming.Tests;

/// <summary>Rows that come when the test says so. A step that is under way must not be asked for its position.</summary>
internal sealed class SteppedSource : IPositionedSource<SensorRow>
{
    private TaskCompletionSource<bool> _step = new();

    public string Description => "stepped rows";

    /// <summary>Whether a position asked for during a step is an error; else the step ends just before it, as it may on another thread.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Lets the step under way end with a row.</summary>
    public void Give() => _step.TrySetResult(true);

    /// <summary>Lets the step under way end with an error.</summary>
    public void Fail(Exception error) => _step.TrySetException(error);

    public IPositionedReader<SensorRow> Open(string? position, CancellationToken cancellationToken) => new Reader(this);

    private sealed class Reader(SteppedSource source) : IPositionedReader<SensorRow>
    {
        private long _given;
        private bool _isUnderWay;

        public SensorRow Current => SensorRow.At(_given - 1);

        public string Position
        {
            get
            {
                if (_isUnderWay && source.IsStrict)
                {
                    throw new InvalidOperationException("The position was asked for during a step.");
                }

                source.Give();
                return _given.ToString(CultureInfo.InvariantCulture);
            }
        }

        public async ValueTask<bool> MoveNextAsync()
        {
            _isUnderWay = true;
            source._step = new TaskCompletionSource<bool>();
            var more = await source._step.Task;
            _given += more ? 1 : 0;
            _isUnderWay = false;
            return more;
        }

        public ValueTask DisposeAsync() => default;
    }
}
