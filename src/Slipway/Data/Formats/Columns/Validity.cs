using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Arrow's validity bitmap of a growing column: bit <c>i</c> is 1 when row <c>i</c> has a value.</summary>
internal sealed class Validity(int capacity)
{
    private byte[] _bits = new byte[(capacity + 7) / 8];

    /// <summary>Rows without value so far.</summary>
    public int Missing { get; private set; }

    /// <summary>Appends one row.</summary>
    /// <param name="row">Its index: the number of rows before it.</param>
    /// <param name="hasValue">Whether it has a value.</param>
    public void Append(int row, bool hasValue)
    {
        if (row / 8 == _bits.Length)
        {
            System.Array.Resize(ref _bits, Math.Max(8, _bits.Length * 2));
        }

        if (hasValue)
        {
            _bits[row / 8] |= (byte)(1 << (row % 8));
        }
        else
        {
            Missing++;
        }
    }

    /// <summary>The bitmap (empty when nothing is missing); starts again.</summary>
    /// <param name="rows">Rows appended.</param>
    /// <param name="missing">Rows without value.</param>
    public ArrowBuffer Build(int rows, out int missing)
    {
        missing = Missing;
        var bitmap = missing == 0 ? ArrowBuffer.Empty : new ArrowBuffer(_bits.AsMemory(0, (rows + 7) / 8));
        if (missing == 0)
        {
            System.Array.Clear(_bits);
        }
        else
        {
            _bits = new byte[_bits.Length];
        }

        Missing = 0;
        return bitmap;
    }
}
