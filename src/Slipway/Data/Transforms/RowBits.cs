namespace Slipway.Data;

/// <summary>A bit for each row, for more rows than an array of one bit each could hold.</summary>
/// <param name="length">Number of rows.</param>
internal sealed class RowBits(long length)
{
    private readonly ulong[] _words = new ulong[(length + 63) / 64];

    /// <summary>Number of rows.</summary>
    public long Length { get; } = length;

    /// <summary>The bit of a row.</summary>
    /// <param name="row">Zero-based row.</param>
    public bool this[long row]
    {
        get => ((_words[row >> 6] >> (int)(row & 63)) & 1) != 0;
        set
        {
            var bit = 1UL << (int)(row & 63);
            _words[row >> 6] = value ? _words[row >> 6] | bit : _words[row >> 6] & ~bit;
        }
    }
}
