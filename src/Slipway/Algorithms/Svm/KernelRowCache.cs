using Slipway.Memory;

namespace Slipway;

/// <summary>Whole rows of the kernel matrix in native memory, least recently used out first, within a budget.</summary>
internal sealed unsafe class KernelRowCache : IDisposable
{
    /// <summary>Rows share allocations of this size, so that the system can back them with huge pages.</summary>
    private const long BlockBytes = 64L << 20;

    private readonly List<nint> _blocks = [];
    private readonly int[] _slotOfRow;
    private readonly int[] _rowOfSlot;
    private readonly int[] _older;
    private readonly int[] _newer;
    private readonly long _stride;
    private readonly int _slotsPerBlock;
    private int _used;
    private int _oldest = -1;
    private int _newest = -1;

    /// <summary>Creates an empty cache; memory is taken as rows come.</summary>
    /// <param name="rows">Number of rows of the matrix.</param>
    /// <param name="length">Floats of a row.</param>
    /// <param name="budget">Bytes that all kept rows may take.</param>
    public KernelRowCache(int rows, int length, long budget)
    {
        _stride = ((long)length + 15) & ~15L;
        Capacity = (int)Math.Clamp(budget / (_stride * sizeof(float)), 0, rows);
        _slotsPerBlock = (int)Math.Clamp(BlockBytes / (_stride * sizeof(float)), 1, Math.Max(1, Capacity));
        _slotOfRow = new int[rows];
        Array.Fill(_slotOfRow, -1);
        _rowOfSlot = new int[Capacity];
        _older = new int[Capacity];
        _newer = new int[Capacity];
    }

    ~KernelRowCache() => Free();

    /// <summary>Rows that fit.</summary>
    public int Capacity { get; }

    public bool Contains(int row) => _slotOfRow[row] >= 0;

    /// <summary>The memory of a row that is kept: 16-float aligned, as long as the matrix is wide.</summary>
    public float* Row(int row) => Memory(_slotOfRow[row]);

    /// <summary>Makes a kept row the most recently used.</summary>
    public void Touch(int row)
    {
        Unlink(_slotOfRow[row]);
        LinkNewest(_slotOfRow[row]);
    }

    /// <summary>
    /// Takes memory for a row that the caller fills at once; false when there is no room that is not used by the current update.
    /// </summary>
    /// <param name="row">A row that is not kept.</param>
    /// <param name="inUse">Rows most recently touched or added that must stay.</param>
    public bool TryAdd(int row, int inUse)
    {
        int slot;
        if (_used < Capacity)
        {
            slot = _used++;
            if (slot / _slotsPerBlock == _blocks.Count)
            {
                _blocks.Add((nint)HugePages.Allocate(Math.Min(_slotsPerBlock, Capacity - slot) * _stride * sizeof(float)));
            }
        }
        else if (inUse < Capacity)
        {
            slot = _oldest;
            Unlink(slot);
            _slotOfRow[_rowOfSlot[slot]] = -1;
        }
        else
        {
            return false;
        }

        _slotOfRow[row] = slot;
        _rowOfSlot[slot] = row;
        LinkNewest(slot);
        return true;
    }

    /// <summary>Leaves only some columns in every row that is kept. Rows keep their memory.</summary>
    /// <param name="columns">Which, ascending.</param>
    public void KeepColumns(int[] columns)
    {
        for (var slot = 0; slot < _used; slot++)
        {
            var row = Memory(slot);
            for (var k = 0; k < columns.Length; k++)
            {
                row[k] = row[columns[k]];
            }
        }
    }

    /// <summary>Forgets every row.</summary>
    public void Clear()
    {
        Array.Fill(_slotOfRow, -1);
        _used = 0;
        _oldest = _newest = -1;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    // SAFETY: a slot below _used lies in an allocated block; rows are _stride floats apart.
    private float* Memory(int slot) => (float*)_blocks[slot / _slotsPerBlock] + (slot % _slotsPerBlock * _stride);

    private void Unlink(int slot)
    {
        int older = _older[slot], newer = _newer[slot];
        if (older >= 0)
        {
            _newer[older] = newer;
        }
        else
        {
            _oldest = newer;
        }

        if (newer >= 0)
        {
            _older[newer] = older;
        }
        else
        {
            _newest = older;
        }
    }

    private void LinkNewest(int slot)
    {
        _older[slot] = _newest;
        _newer[slot] = -1;
        if (_newest >= 0)
        {
            _newer[_newest] = slot;
        }
        else
        {
            _oldest = slot;
        }

        _newest = slot;
    }

    private void Free()
    {
        foreach (var block in _blocks)
        {
            HugePages.Free((byte*)block);
        }

        _blocks.Clear();
    }
}
