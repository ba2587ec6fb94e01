using Apache.Arrow;

namespace Slipway.Data;

/// <summary>An Arrow validity bitmap that grows by pieces of known presence; it exists only once something is missing.</summary>
internal sealed class ValidityBits
{
    private byte[]? _bits;
    private int _rows;

    /// <summary>Rows without a value.</summary>
    public int Missing { get; private set; }

    /// <summary>Appends rows.</summary>
    /// <param name="levels">1 where there is a value; empty when there is one everywhere.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="capacity">Most rows in all.</param>
    public void Append(ReadOnlySpan<byte> levels, int rows, int capacity)
    {
        if (levels.IsEmpty && _bits is null)
        {
            _rows += rows;
            return;
        }

        if (_bits is null)
        {
            _bits = new byte[(capacity + 7) / 8];
            for (var i = 0; i < _rows; i++)
            {
                _bits[i >> 3] |= (byte)(1 << (i & 7));
            }
        }

        for (var i = 0; i < rows; i++, _rows++)
        {
            if (levels.IsEmpty || levels[i] == 1)
            {
                _bits[_rows >> 3] |= (byte)(1 << (_rows & 7));
            }
            else
            {
                Missing++;
            }
        }
    }

    /// <summary>Appends one row.</summary>
    public void Append(bool present, int capacity) => Append(present ? [1] : [0], 1, capacity);

    /// <summary>The bitmap; starts again.</summary>
    public ArrowBuffer Build(out int missing)
    {
        missing = Missing;
        var buffer = missing == 0 ? ArrowBuffer.Empty : new ArrowBuffer(_bits.AsMemory(0, (_rows + 7) / 8));
        (_bits, _rows, Missing) = (null, 0, 0);
        return buffer;
    }
}
