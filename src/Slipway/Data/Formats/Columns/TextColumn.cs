using System.Runtime.CompilerServices;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>UTF-8 text; missing is null. The caller has checked that it is UTF-8.</summary>
internal sealed class TextColumn(int capacity) : ColumnBuilder
{
    private readonly Validity _validity = new(capacity);
    private byte[] _offsets = new byte[(capacity + 1) * sizeof(int)];
    private byte[] _text = GC.AllocateUninitializedArray<byte>(Math.Clamp(16 * capacity, 16, 4096));
    private int _length;

    public override long Bytes => _length;

    public void Append(ReadOnlySpan<byte> text)
    {
        var target = Reserve(text.Length);
        text.CopyTo(target);
        Commit(text.Length);
    }

    /// <summary>Room to write a value into; <see cref="Commit"/> appends it.</summary>
    /// <param name="length">Most bytes of the value.</param>
    public Span<byte> Reserve(int length)
    {
        if (_text.Length - _length < length)
        {
            System.Array.Resize(ref _text, (int)Math.Min(System.Array.MaxLength, Math.Max(_text.Length * 2L, (long)_length + length)));
        }

        return _text.AsSpan(_length, length);
    }

    /// <summary>Appends the value written into <see cref="Reserve"/>'s span.</summary>
    /// <param name="length">Its bytes.</param>
    public void Commit(int length)
    {
        _length += length;
        _validity.Append(Count, true);
        End();
    }

    public override void AppendMissing()
    {
        _validity.Append(Count, false);
        End();
    }

    public override IArrowArray Build()
    {
        var validity = _validity.Build(Count, out var missing);
        var array = new StringArray(
            Count, new ArrowBuffer(_offsets.AsMemory(0, (Count + 1) * sizeof(int))), new ArrowBuffer(_text.AsMemory(0, _length)),
            validity, missing, 0);
        _offsets = new byte[_offsets.Length];

        // Room for what this batch had, so that one very long value does not make every later batch as large.
        _text = GC.AllocateUninitializedArray<byte>((int)Math.Clamp(_length * 5L / 4, 16, _text.Length));
        _length = 0;
        Count = 0;
        return array;
    }

    private void End()
    {
        Count++;
        Unsafe.WriteUnaligned(ref _offsets[Count * sizeof(int)], _length);
    }
}
