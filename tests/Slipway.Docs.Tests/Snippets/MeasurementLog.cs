using System.Globalization;

namespace Slipway.Docs.Tests.Snippets;

#region stream-source
/// <summary>Rows that can be read again from any position: here the row's number, in a log its offset, in a table its key.</summary>
public sealed class MeasurementLog(long rows) : IPositionedSource<Measurement>
{
    public string Description => "measurements of the cellar";

    public IPositionedReader<Measurement> Open(string? position, CancellationToken cancellationToken) =>
        new Reader(position is null ? 0 : long.Parse(position, CultureInfo.InvariantCulture), rows);

    private sealed class Reader(long next, long rows) : IPositionedReader<Measurement>
    {
        private long _next = next;

        public Measurement Current => StreamSnippets.Of(_next - 1);

        public string Position => _next.ToString(CultureInfo.InvariantCulture);   // where the row after Current begins

        public ValueTask<bool> MoveNextAsync() => ValueTask.FromResult(_next < rows && _next++ >= 0);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
#endregion
