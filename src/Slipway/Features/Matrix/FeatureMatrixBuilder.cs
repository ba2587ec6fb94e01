using Slipway.Memory;

namespace Slipway.Features;

/// <summary>
/// Collects rows into a <see cref="FeatureMatrix"/>. Rows go into chunks whose size depends only on the width (and, when sparse, on the
/// number of stored values); chunks past <see cref="MemoryBudget"/> go to a spill file. Not thread-safe.
/// </summary>
public sealed unsafe class FeatureMatrixBuilder : IDisposable
{
    /// <summary>Most features of a dense row (a row of 64 MiB).</summary>
    public const int MaximumDenseWidth = 1 << 24;

    private readonly List<MatrixChunk> _chunks = [];
    private readonly SparseStage _sparse = new();
    private readonly IBlockSource _memory;
    private readonly bool _ownsMemory;
    private SpillFile? _spill;
    private MemoryBlock _stage;
    private ChunkLayout _stageLayout;
    private int _capacity;
    private int _rows;
    private long _inMemory;
    private bool _finished;

    /// <summary>Starts a matrix.</summary>
    /// <param name="width">Number of features; at least 1, and at most <see cref="MaximumDenseWidth"/> when dense.</param>
    public FeatureMatrixBuilder(int width)
        : this(width, null)
    {
    }

    /// <summary>Starts a matrix in the memory of a source, which its owner may dispose after <see cref="Build"/>; null means one of its own.</summary>
    internal FeatureMatrixBuilder(int width, IBlockSource? memory)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        Width = width;
        _memory = memory ?? new BlockAllocator();
        _ownsMemory = memory is null;
    }

    /// <summary>Number of features.</summary>
    public int Width { get; }

    /// <summary>True to store rows as CSR. Default: dense.</summary>
    public bool IsSparse { get; init; }

    /// <summary>True when each row has a target. Default: false.</summary>
    public bool HasTargets { get; init; }

    /// <summary>True when each row has a weight. Default: false.</summary>
    public bool HasWeights { get; init; }

    /// <summary>
    /// Bytes that finished chunks may take in memory; later chunks go to the spill file. One more chunk (at most 16 MiB) is being filled.
    /// Default: no limit.
    /// </summary>
    public long MemoryBudget { get; init; } = long.MaxValue;

    /// <summary>Folder of the spill file; null, the default, means the system's temporary folder.</summary>
    public string? SpillDirectory { get; init; }

    /// <summary>Rows added so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>Bytes of the rows so far, as a matrix in memory would hold them.</summary>
    internal long Bytes => _inMemory + (IsSparse ? _sparse.Stored * (long)(sizeof(int) + sizeof(float)) : (long)_rows * Width * sizeof(float));

    /// <summary>Adds a dense row; into a sparse matrix its values that are not zero.</summary>
    /// <param name="values"><see cref="Width"/> values.</param>
    /// <param name="target">The target; read only when <see cref="HasTargets"/>.</param>
    /// <param name="weight">The weight; read only when <see cref="HasWeights"/>.</param>
    /// <exception cref="ArgumentException">Another number of values, a target that is not finite, or a weight that is not finite or
    /// negative.</exception>
    /// <exception cref="IOException">The spill file cannot be created or the disk is full.</exception>
    public void AddRow(ReadOnlySpan<float> values, float target = 0, float weight = 1)
    {
        if (values.Length != Width)
        {
            throw new ArgumentException($"A row has {Width} values, not {values.Length}.", nameof(values));
        }

        CheckRow(target, weight);
        if (!IsSparse)
        {
            values.CopyTo(ReserveDense(1, out _, out var targets, out var weights));
            Set(targets, 0, target);
            Set(weights, 0, weight);
            Commit(1);
            return;
        }

        _sparse.BeginRow();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] != 0)
            {
                _sparse.Add(i, values[i]);
            }
        }

        EndSparseRow(target, weight);
    }

    /// <summary>Adds a row given by its values that are not zero.</summary>
    /// <param name="columns">Feature indices, strictly ascending, below <see cref="Width"/>.</param>
    /// <param name="values">Values, parallel to <paramref name="columns"/>.</param>
    /// <param name="target">The target; read only when <see cref="HasTargets"/>.</param>
    /// <param name="weight">The weight; read only when <see cref="HasWeights"/>.</param>
    /// <exception cref="ArgumentException">Indices are out of order or range, lengths differ, or target or weight is not valid.</exception>
    /// <exception cref="IOException">The spill file cannot be created or the disk is full.</exception>
    public void AddSparseRow(ReadOnlySpan<int> columns, ReadOnlySpan<float> values, float target = 0, float weight = 1)
    {
        if (columns.Length != values.Length)
        {
            throw new ArgumentException($"{columns.Length} indices do not fit {values.Length} values.", nameof(values));
        }

        CheckColumns(columns);
        CheckRow(target, weight);
        AppendSparse(columns, values, target, weight);
    }

    /// <summary>Adds rows of a block; a dense block into a sparse matrix and the other way round is converted.</summary>
    /// <param name="rows">Rows of <see cref="Width"/> features.</param>
    /// <param name="targets">One a row when <see cref="HasTargets"/>, else empty.</param>
    /// <param name="weights">One a row when <see cref="HasWeights"/>, else empty.</param>
    /// <exception cref="ArgumentException">A length, a width or a value does not fit; nothing is promised about rows before it.</exception>
    /// <exception cref="IOException">The spill file cannot be created or the disk is full.</exception>
    public void AddRows(FeatureBlock rows, ReadOnlySpan<float> targets = default, ReadOnlySpan<float> weights = default)
    {
        CheckLength(targets, rows.Rows, HasTargets, nameof(targets));
        CheckLength(weights, rows.Rows, HasWeights, nameof(weights));
        if (rows.Width != Width)
        {
            throw new ArgumentException($"The matrix has {Width} features, the block {rows.Width}.", nameof(rows));
        }

        var dense = rows.IsSparse && !IsSparse ? new float[Width] : [];
        for (var r = 0; r < rows.Rows; r++)
        {
            var target = HasTargets ? targets[r] : 0;
            var weight = HasWeights ? weights[r] : 1;
            if (!rows.IsSparse)
            {
                AddRow(rows.Values.Slice(r * Width, Width), target, weight);
                continue;
            }

            var start = rows.RowOffsets[r] - rows.RowOffsets[0];
            var length = rows.RowOffsets[r + 1] - rows.RowOffsets[r];
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(rows));
            var columns = rows.Columns.Slice(start, length);
            var values = rows.Values.Slice(start, length);
            if (IsSparse)
            {
                AddSparseRow(columns, values, target, weight);
                continue;
            }

            CheckColumns(columns);
            Array.Clear(dense);
            for (var i = 0; i < columns.Length; i++)
            {
                dense[columns[i]] = values[i];
            }

            AddRow(dense, target, weight);
        }
    }

    /// <summary>Finishes the matrix. The builder is empty afterwards and can only be disposed.</summary>
    /// <returns>The matrix; the caller disposes it.</returns>
    /// <exception cref="IOException">The spill file cannot be created or the disk is full.</exception>
    public FeatureMatrix Build()
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        if (IsSparse)
        {
            SealSparse();
        }
        else
        {
            SealDense();
        }

        _finished = true;
        var matrix = new FeatureMatrix(Width, IsSparse, HasTargets, HasWeights, [.. _chunks], _spill);
        _chunks.Clear();
        _spill = null;
        FreeStage();
        return matrix;
    }

    /// <summary>Frees rows that were not built into a matrix.</summary>
    public void Dispose()
    {
        _finished = true;
        foreach (var chunk in _chunks)
        {
            chunk.Free();
        }

        _chunks.Clear();
        FreeStage();
        _spill?.Dispose();
        _spill = null;
    }

    /// <summary>Room for at most <paramref name="wanted"/> dense rows in the chunk that is being filled; write them, then
    /// <see cref="Commit"/>.</summary>
    internal Span<float> ReserveDense(int wanted, out int granted, out Span<float> targets, out Span<float> weights)
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        if (_stage.Address == null)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(Width, MaximumDenseWidth);
            _capacity = ChunkLayout.DenseRows(Width);
            _stageLayout = new ChunkLayout(_capacity, 0, Width, false, HasTargets, HasWeights);
            _stage = _memory.Allocate(_stageLayout.Bytes, MemoryBudget - _inMemory);
        }

        granted = Math.Min(wanted, _capacity - _rows);

        // SAFETY: _rows + granted <= _capacity, for which the stage was laid out.
        targets = HasTargets ? new Span<float>((float*)(_stage.Address + _stageLayout.Targets) + _rows, granted) : default;
        weights = HasWeights ? new Span<float>((float*)(_stage.Address + _stageLayout.Weights) + _rows, granted) : default;
        return new Span<float>((float*)(_stage.Address + _stageLayout.Values) + ((long)_rows * Width), granted * Width);
    }

    internal void Commit(int rows)
    {
        _rows += rows;
        RowCount += rows;
        if (_rows == _capacity)
        {
            SealDense();
        }
    }

    /// <summary>Adds a row whose indices are known to ascend within the width.</summary>
    internal void AppendSparse(ReadOnlySpan<int> columns, ReadOnlySpan<float> values, float target, float weight)
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        _sparse.BeginRow();
        _sparse.Add(columns, values);
        EndSparseRow(target, weight);
    }

    private static void Set(Span<float> values, int at, float value)
    {
        if (!values.IsEmpty)
        {
            values[at] = value;
        }
    }

    private static void CheckLength(ReadOnlySpan<float> values, int rows, bool wanted, string name)
    {
        var expected = wanted ? rows : 0;
        if (values.Length != expected)
        {
            throw new ArgumentException($"{values.Length} {name} for {rows} rows; expected {expected}.", name);
        }
    }

    private void CheckColumns(ReadOnlySpan<int> columns)
    {
        var last = -1;
        foreach (var column in columns)
        {
            if (column <= last || column >= Width)
            {
                throw new ArgumentException(
                    $"Feature index {column} after {last}: indices must ascend and be below the width of {Width}.", nameof(columns));
            }

            last = column;
        }
    }

    private void CheckRow(float target, float weight)
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        if (HasTargets && !float.IsFinite(target))
        {
            throw new ArgumentException($"Target {target} of row {RowCount} is not finite.", nameof(target));
        }

        if (HasWeights && !(float.IsFinite(weight) && weight >= 0))
        {
            throw new ArgumentException($"Weight {weight} of row {RowCount} is not a finite number of at least 0.", nameof(weight));
        }
    }

    private void EndSparseRow(float target, float weight)
    {
        // The row that would make the chunk too large starts the next one; which row that is depends on the rows alone.
        if (_sparse.Rows > 0 && (_sparse.Rows == ChunkLayout.MaximumRows || _sparse.BytesWithOpenRow > ChunkLayout.MaximumBytes))
        {
            SealSparse();
        }

        _sparse.EndRow(target, weight);
        RowCount++;
    }

    private void SealDense()
    {
        if (_rows == 0)
        {
            return;
        }

        if (_rows == _capacity && _inMemory + _stageLayout.Bytes <= MemoryBudget)
        {
            _inMemory += _stageLayout.Bytes;
            _chunks.Add(new MatrixChunk(_stage, _stageLayout, _rows, _rows * Width, false));
            _stage = default;
        }
        else if (_rows == _capacity)
        {
            Spill(_stage.Address, _stageLayout, _rows, _rows * Width);
        }
        else
        {
            var layout = new ChunkLayout(_rows, 0, Width, false, HasTargets, HasWeights);
            var memory = _memory.Allocate(layout.Bytes, MemoryBudget - _inMemory);
            Copy(_stage.Address + _stageLayout.Values, memory.Address + layout.Values, (long)_rows * Width);
            Copy(_stage.Address + _stageLayout.Targets, memory.Address + layout.Targets, HasTargets ? _rows : 0);
            Copy(_stage.Address + _stageLayout.Weights, memory.Address + layout.Weights, HasWeights ? _rows : 0);
            Keep(memory, layout, _rows, _rows * Width);
        }

        _rows = 0;
    }

    private void SealSparse()
    {
        if (_sparse.Rows == 0)
        {
            return;
        }

        var layout = new ChunkLayout(_sparse.Rows, _sparse.Stored, Width, true, HasTargets, HasWeights);
        var memory = _memory.Allocate(layout.Bytes, MemoryBudget - _inMemory);
        _sparse.CopyTo(memory.Address, layout, HasTargets, HasWeights);
        Keep(memory, layout, _sparse.Rows, _sparse.Stored);
        _sparse.Clear();
    }

    private static void Copy(byte* from, byte* to, long count) => Buffer.MemoryCopy(from, to, count * sizeof(float), count * sizeof(float));

    private void Keep(MemoryBlock memory, ChunkLayout layout, int rows, int stored)
    {
        if (_inMemory + layout.Bytes <= MemoryBudget)
        {
            _inMemory += layout.Bytes;
            _chunks.Add(new MatrixChunk(memory, layout, rows, stored, false));
            return;
        }

        try
        {
            Spill(memory.Address, layout, rows, stored);
        }
        finally
        {
            memory.Free();
        }
    }

    private void Spill(byte* memory, ChunkLayout layout, int rows, int stored)
    {
        _spill ??= new SpillFile(SpillDirectory);
        var spilled = _spill.Write(new ReadOnlySpan<byte>(memory, checked((int)layout.Bytes)));
        _chunks.Add(new MatrixChunk(new MemoryBlock(spilled, null), layout, rows, stored, true));
    }

    private void FreeStage()
    {
        _stage.Free();
        _stage = default;
        if (_ownsMemory)
        {
            _memory.Dispose();
        }
    }
}
