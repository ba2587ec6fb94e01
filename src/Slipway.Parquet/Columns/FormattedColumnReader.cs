using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Stored numbers, times and booleans that are asked for as text; missing is null.</summary>
internal sealed class FormattedColumnReader<T>(ParquetLeaf leaf, Func<T, string> format) : ColumnReader(leaf)
    where T : unmanaged
{
    private readonly FixedValues<T> _values = new();
    private readonly ValidityBits _validity = new();

    /// <inheritdoc/>
    public override IArrowArray Read(int rows, int mostBytes)
    {
        var offsets = new byte[(rows + 1) * sizeof(int)];
        var ends = MemoryMarshal.Cast<byte, int>(offsets.AsSpan());
        var text = new MemoryStream();
        Span<T> value = stackalloc T[1];
        for (var filled = 0; filled < rows;)
        {
            RequirePage();
            var count = Math.Min(Math.Min(rows - filled, PageLeft), PresenceRows);
            var levels = ReadPresence(count, out _);
            _validity.Append(levels, count, rows);
            for (var i = 0; i < count; i++)
            {
                if (levels.IsEmpty || levels[i] == 1)
                {
                    _values.Read(value);
                    text.Write(Encoding.UTF8.GetBytes(format(value[0])));
                }

                ends[++filled] = (int)text.Length;
            }
        }

        var validity = _validity.Build(out var missing);
        return new StringArray(rows, new ArrowBuffer(offsets), new ArrowBuffer(text.ToArray()), validity, missing, 0);
    }

    /// <inheritdoc/>
    protected override void SetDictionary(PageBytes data, int count) => _values.SetDictionary(data, count);

    /// <inheritdoc/>
    protected override void ClearDictionary() => _values.ClearDictionary();

    /// <inheritdoc/>
    protected override void StartPage(Page page) => _values.Start(page);
}
