using System.Diagnostics.CodeAnalysis;

namespace Slipway.Data;

/// <summary>Records that can be read again from a position.</summary>
internal sealed class PositionedStreamSource<[DynamicallyAccessedMembers(RecordMembers.Accessed)] T>(IPositionedSource<T> source) : IStreamSource
{
    private readonly IReadOnlyList<RecordProperty<T>> _columns = new RecordBinding<T>().AllColumns();

    public string Description => source.Description;

    public string? LocalOnlyReason => Description;

    public bool HasPositions => true;

    public BatchReader Open(SlipwayServices services, CancellationToken stop) => StreamPass.Open(this, services, stop);

    public IStreamReader OpenStream(string? position, TimeProvider clock, CancellationToken cancellationToken)
    {
        var rows = source.Open(position, cancellationToken);
        return new RecordStreamReader<T>(rows, () => rows.Position, _columns, Description, clock);
    }
}
