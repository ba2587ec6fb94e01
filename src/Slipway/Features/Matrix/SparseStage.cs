namespace Slipway.Features;

/// <summary>The sparse chunk that is being filled: its finished rows, and one open row behind them.</summary>
internal sealed unsafe class SparseStage
{
    private readonly int[] _rowOffsets = new int[ChunkLayout.MaximumRows + 1];
    private readonly float[] _targets = new float[ChunkLayout.MaximumRows];
    private readonly float[] _weights = new float[ChunkLayout.MaximumRows];
    private int[] _columns = new int[256];
    private float[] _values = new float[256];
    private int _end;

    public int Rows { get; private set; }

    /// <summary>Stored values of the finished rows.</summary>
    public int Stored => _rowOffsets[Rows];

    public long BytesWithOpenRow => _end * (long)(sizeof(int) + sizeof(float));

    public void BeginRow() => _end = _rowOffsets[Rows];

    public void Add(int column, float value)
    {
        Reserve(1);
        _columns[_end] = column;
        _values[_end++] = value;
    }

    public void Add(ReadOnlySpan<int> columns, ReadOnlySpan<float> values)
    {
        Reserve(columns.Length);
        columns.CopyTo(_columns.AsSpan(_end));
        values.CopyTo(_values.AsSpan(_end));
        _end += columns.Length;
    }

    public void EndRow(float target, float weight)
    {
        _targets[Rows] = target;
        _weights[Rows] = weight;
        _rowOffsets[++Rows] = _end;
    }

    public void CopyTo(byte* memory, ChunkLayout layout, bool hasTargets, bool hasWeights)
    {
        // SAFETY: the layout was made for Rows rows and Stored values.
        _values.AsSpan(0, Stored).CopyTo(new Span<float>(memory + layout.Values, Stored));
        _columns.AsSpan(0, Stored).CopyTo(new Span<int>(memory + layout.Columns, Stored));
        _rowOffsets.AsSpan(0, Rows + 1).CopyTo(new Span<int>(memory + layout.RowOffsets, Rows + 1));
        if (hasTargets)
        {
            _targets.AsSpan(0, Rows).CopyTo(new Span<float>(memory + layout.Targets, Rows));
        }

        if (hasWeights)
        {
            _weights.AsSpan(0, Rows).CopyTo(new Span<float>(memory + layout.Weights, Rows));
        }
    }

    /// <summary>Forgets the finished rows; an open row moves to the front.</summary>
    public void Clear()
    {
        var open = Math.Max(0, _end - Stored);
        Array.Copy(_columns, Stored, _columns, 0, open);
        Array.Copy(_values, Stored, _values, 0, open);
        _end = open;
        Rows = 0;
    }

    private void Reserve(int more)
    {
        if (_end + (long)more > _columns.Length)
        {
            var length = (int)Math.Min(Array.MaxLength, Math.Max(_end + (long)more, _columns.Length * 2L));
            Array.Resize(ref _columns, length);
            Array.Resize(ref _values, length);
        }
    }
}
