using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Booleans.</summary>
internal sealed class BooleanChunkWriter : ChunkWriter
{
    private readonly List<bool> _values = [];

    /// <inheritdoc/>
    protected override long ValueBytes => _values.Count;

    /// <inheritdoc/>
    public override void Append(IArrowArray array)
    {
        for (var row = 0; row < array.Length; row++)
        {
            var value = ((BooleanArray)array).GetValue(row);
            AddLevel(value is null ? 0 : 1);
            if (value is { } present)
            {
                _values.Add(present);
            }
        }
    }

    /// <inheritdoc/>
    protected override PageEncoding WritePages(ChunkSink sink)
    {
        var bits = new byte[(_values.Count + 7) / 8];
        for (var i = 0; i < _values.Count; i++)
        {
            bits[i >> 3] |= (byte)((_values[i] ? 1 : 0) << (i & 7));
        }

        sink.WriteData([], Definition, 1, PageEncoding.Plain, bits);
        return PageEncoding.Plain;
    }

    /// <inheritdoc/>
    protected override ColumnStatistics Statistics() => _values.Count == 0
        ? new ColumnStatistics(null, null, Levels)
        : new ColumnStatistics([(byte)(_values.Contains(false) ? 0 : 1)], [(byte)(_values.Contains(true) ? 1 : 0)], Levels - _values.Count);

    /// <inheritdoc/>
    protected override void Clear() => _values.Clear();
}
