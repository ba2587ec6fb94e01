using System.Diagnostics.CodeAnalysis;

namespace Slipway.Data;

/// <summary>Records that pass once.</summary>
internal sealed class RecordStreamSource<[DynamicallyAccessedMembers(RecordMembers.Accessed)] T> : IStreamSource
{
    private readonly IAsyncEnumerable<T> _rows;
    private readonly IReadOnlyList<RecordProperty<T>> _columns = new RecordBinding<T>().AllColumns();
    private readonly SinglePass _pass;

    public RecordStreamSource(IAsyncEnumerable<T> rows)
    {
        _rows = rows;
        Description = $"streamed {TypeNames.Of(typeof(T))} records";
        _pass = new SinglePass(Description);
    }

    public string Description { get; }

    public string? LocalOnlyReason => Description;

    public bool HasPositions => false;

    public BatchReader Open(SlipwayServices services, CancellationToken stop) => StreamPass.Open(this, services, stop);

    public IStreamReader OpenStream(string? position, TimeProvider clock, CancellationToken cancellationToken)
    {
        _pass.Take();
        return new RecordStreamReader<T>(_rows.GetAsyncEnumerator(cancellationToken), null, _columns, Description, clock);
    }
}
