using System.Runtime.InteropServices;
using System.Text.Unicode;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Texts and byte strings; missing is null.</summary>
/// <param name="leaf">The column.</param>
/// <param name="isText">Whether the bytes are text, and so must be UTF-8.</param>
/// <param name="format">Makes text of what is stored; null when it is text already.</param>
internal sealed class BytesColumnReader(ParquetLeaf leaf, bool isText, Func<ReadOnlySpan<byte>, string>? format = null) : ColumnReader(leaf)
{
    private readonly BytesValues _values = new(leaf.Type == PhysicalType.FixedLengthByteArray ? leaf.Element.TypeLength : null);
    private readonly ValidityBits _validity = new();
    private byte[] _bytes = new byte[4096];
    private int _length;

    /// <inheritdoc/>
    public override IArrowArray Read(int rows, int mostBytes)
    {
        var offsets = new byte[(rows + 1) * sizeof(int)];
        var ends = MemoryMarshal.Cast<byte, int>(offsets.AsSpan());
        _length = 0;
        var filled = 0;
        while (filled < rows && (filled == 0 || _length < mostBytes))
        {
            RequirePage();

            // Few at a time, so that the limit of bytes is seen soon.
            var count = Math.Min(Math.Min(rows - filled, PageLeft), 64);
            var levels = ReadPresence(count, out var present);
            _validity.Append(levels, count, rows);
            for (var i = 0; i < count; i++)
            {
                if (levels.IsEmpty || levels[i] == 1)
                {
                    Append(_values.Next(present--));
                }

                ends[++filled] = _length;
            }
        }

        return Build(offsets, filled);
    }

    /// <inheritdoc/>
    protected override void SetDictionary(PageBytes data, int count) => _values.SetDictionary(data, count);

    /// <inheritdoc/>
    protected override void ClearDictionary() => _values.ClearDictionary();

    /// <inheritdoc/>
    protected override void StartPage(Page page) => _values.Start(page);

    private void Append(ReadOnlySpan<byte> value)
    {
        if (format is not null)
        {
            value = System.Text.Encoding.UTF8.GetBytes(format(value));
        }

        if (_bytes.Length - _length < value.Length)
        {
            var needed = (long)_length + value.Length;
            System.Array.Resize(ref _bytes, needed <= System.Array.MaxLength
                ? (int)Math.Min(System.Array.MaxLength, Math.Max(needed, _bytes.Length * 2L))
                : throw new InvalidDataException("The texts of 64 rows have over 2 GiB."));
        }

        value.CopyTo(_bytes.AsSpan(_length));
        _length += value.Length;
    }

    private IArrowArray Build(byte[] offsets, int rows)
    {
        if (isText)
        {
            RequireUtf8(MemoryMarshal.Cast<byte, int>(offsets.AsSpan())[..(rows + 1)]);
        }

        var validity = _validity.Build(out var missing);
        var ends = new ArrowBuffer(offsets.AsMemory(0, (rows + 1) * sizeof(int)));
        var bytes = new ArrowBuffer(_bytes.AsMemory(0, _length));

        // The arrays keep the memory, so the next batch gets its own: as much as this one had.
        _bytes = new byte[Math.Max(4096, _length + (_length / 4))];
        return isText
            ? new StringArray(rows, ends, bytes, validity, missing, 0)
            : new BinaryArray(BinaryType.Default, rows, ends, bytes, validity, missing, 0);
    }

    // Checked together; a text may not begin within a character.
    private void RequireUtf8(ReadOnlySpan<int> ends)
    {
        var valid = Utf8.IsValid(_bytes.AsSpan(0, _length));
        for (var i = 0; valid && i < ends.Length; i++)
        {
            valid = ends[i] == _length || (_bytes[ends[i]] & 0xc0) != 0x80;
        }

        for (var i = 1; !valid && i < ends.Length; i++)
        {
            var value = _bytes.AsSpan(ends[i - 1]..ends[i]);
            if (!Utf8.IsValid(value))
            {
                throw new ParquetValueException(
                    "the text is not UTF-8", Convert.ToHexString(value[..Math.Min(40, value.Length)]), "UTF-8",
                    "Leave the column out, or leave out WithColumn where it was asked for as text.");
            }
        }
    }
}
