using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>
/// Collects the values of one column and turns them into Arrow arrays. Not thread-safe. Every built array owns fresh memory, because a
/// batch outlives the builder.
/// </summary>
internal abstract class RecordColumnBuilder(string name)
{
    private byte[] _validity = [];
    private int _nulls;

    /// <summary>Name of the column.</summary>
    public string Name { get; } = name;

    /// <summary>Rows since the last <see cref="Build()"/>.</summary>
    public int Count { get; private set; }

    /// <summary>1-based number of the next row in the whole channel.</summary>
    public long NextRow { get; private set; } = 1;

    /// <summary>Arrow type. A vector's width is known once its first value is.</summary>
    public abstract IArrowType Type { get; }

    /// <summary>The column's field; nullable, because later batches may have missing values.</summary>
    public Field Field => new(Name, Type, true);

    /// <summary>The array of the rows collected since the last call.</summary>
    public IArrowArray Build()
    {
        var validity = _nulls == 0 ? ArrowBuffer.Empty : new ArrowBuffer(_validity.AsMemory(0, (Count + 7) / 8));
        var array = Build(validity, _nulls);
        _validity = [];
        _nulls = 0;
        Count = 0;
        return array;
    }

    /// <summary>Makes the array and forgets the values.</summary>
    protected abstract IArrowArray Build(ArrowBuffer validity, int nulls);

    /// <summary>Records that a value was added.</summary>
    /// <param name="valid">False when it is missing.</param>
    protected void Advance(bool valid)
    {
        var index = Count++;
        NextRow++;
        if ((index >> 3) >= _validity.Length)
        {
            System.Array.Resize(ref _validity, Math.Max(64, _validity.Length * 2));
        }

        if (valid)
        {
            _validity[index >> 3] |= (byte)(1 << (index & 7));
        }
        else
        {
            _nulls++;
        }
    }
}
