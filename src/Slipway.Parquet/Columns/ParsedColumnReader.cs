using System.Runtime.InteropServices;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Numbers that are stored as byte strings: decimals of many digits, and float16. Missing is NaN.</summary>
internal sealed class ParsedColumnReader(ParquetLeaf leaf, BytesToDouble parse) : ColumnReader(leaf)
{
    private readonly BytesValues _values = new(leaf.Type == PhysicalType.FixedLengthByteArray ? leaf.Element.TypeLength : null);

    /// <inheritdoc/>
    public override IArrowArray Read(int rows, int mostBytes)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(rows * sizeof(double));
        var target = MemoryMarshal.Cast<byte, double>(bytes.AsSpan());
        for (var filled = 0; filled < rows;)
        {
            RequirePage();
            var count = Math.Min(Math.Min(rows - filled, PageLeft), PresenceRows);
            var levels = ReadPresence(count, out var present);
            for (var i = 0; i < count; i++, filled++)
            {
                target[filled] = levels.IsEmpty || levels[i] == 1 ? parse(_values.Next(present--)) : double.NaN;
            }
        }

        return new DoubleArray(new ArrowBuffer(bytes), ArrowBuffer.Empty, rows, 0, 0);
    }

    /// <inheritdoc/>
    protected override void SetDictionary(PageBytes data, int count) => _values.SetDictionary(data, count);

    /// <inheritdoc/>
    protected override void ClearDictionary() => _values.ClearDictionary();

    /// <inheritdoc/>
    protected override void StartPage(Page page) => _values.Start(page);
}
