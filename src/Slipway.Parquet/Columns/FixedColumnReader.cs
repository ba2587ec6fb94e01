using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>
/// Numbers and booleans. A missing <c>double</c> or <c>float</c> is NaN; a missing integer or boolean is null.
/// </summary>
/// <typeparam name="TStored">As stored.</typeparam>
/// <typeparam name="TValue"><c>double</c>, <c>float</c>, <c>long</c>, or <c>byte</c> for booleans.</typeparam>
/// <typeparam name="TConversion">From one to the other.</typeparam>
internal sealed class FixedColumnReader<TStored, TValue, TConversion>(ParquetLeaf leaf, TConversion conversion) : ColumnReader(leaf)
    where TStored : unmanaged
    where TValue : unmanaged
    where TConversion : struct, IConversion<TStored, TValue>
{
    private readonly FixedValues<TStored> _values = new();
    private readonly ValidityBits _validity = new();
    private readonly TStored[] _stored = new TStored[1024];

    private static bool HasNaN => typeof(TValue) == typeof(double) || typeof(TValue) == typeof(float);

    /// <inheritdoc/>
    public override IArrowArray Read(int rows, int mostBytes)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(rows * Unsafe.SizeOf<TValue>());
        var target = MemoryMarshal.Cast<byte, TValue>(bytes.AsSpan());
        for (var filled = 0; filled < rows;)
        {
            RequirePage();
            var count = Math.Min(rows - filled, PageLeft);
            if (Leaf.MaxDefinition > 0)
            {
                count = Math.Min(count, PresenceRows);
            }

            var levels = ReadPresence(count, out var present);
            ReadValues(target.Slice(filled, present));
            if (present < count)
            {
                Spread(target.Slice(filled, count), levels, present);
            }

            if (!HasNaN)
            {
                _validity.Append(levels, count, rows);
            }

            filled += count;
        }

        return Build(bytes, rows);
    }

    /// <inheritdoc/>
    protected override void SetDictionary(PageBytes data, int count) => _values.SetDictionary(data, count);

    /// <inheritdoc/>
    protected override void ClearDictionary() => _values.ClearDictionary();

    /// <inheritdoc/>
    protected override void StartPage(Page page) => _values.Start(page);

    private void ReadValues(Span<TValue> target)
    {
        if (typeof(TStored) == typeof(TValue) && typeof(TConversion) == typeof(Same<TStored>))
        {
            _values.Read(MemoryMarshal.Cast<TValue, TStored>(target));
            return;
        }

        while (!target.IsEmpty)
        {
            var stored = _stored.AsSpan(0, Math.Min(_stored.Length, target.Length));
            _values.Read(stored);
            for (var i = 0; i < stored.Length; i++)
            {
                target[i] = conversion.Convert(stored[i]);
            }

            target = target[stored.Length..];
        }
    }

    // The values that are there lie in front; from the end on, each goes to its row.
    private static void Spread(Span<TValue> target, ReadOnlySpan<byte> levels, int present)
    {
        var missing = HasNaN ? NaN() : default;
        for (var i = target.Length - 1; i >= 0; i--)
        {
            target[i] = levels[i] == 1 ? target[--present] : missing;
        }
    }

    private static TValue NaN()
    {
        if (typeof(TValue) == typeof(double))
        {
            var nan = double.NaN;
            return Unsafe.As<double, TValue>(ref nan);
        }

        var single = float.NaN;
        return Unsafe.As<float, TValue>(ref single);
    }

    private IArrowArray Build(byte[] bytes, int rows)
    {
        var buffer = new ArrowBuffer(bytes);
        if (typeof(TValue) == typeof(double))
        {
            return new DoubleArray(buffer, ArrowBuffer.Empty, rows, 0, 0);
        }

        if (typeof(TValue) == typeof(float))
        {
            return new FloatArray(buffer, ArrowBuffer.Empty, rows, 0, 0);
        }

        var validity = _validity.Build(out var missing);
        return typeof(TValue) == typeof(long)
            ? new Int64Array(buffer, validity, rows, missing, 0)
            : new BooleanArray(new ArrowBuffer(Pack(bytes)), validity, rows, missing, 0);
    }

    private static byte[] Pack(byte[] values)
    {
        var bits = new byte[(values.Length + 7) / 8];
        for (var i = 0; i < values.Length; i++)
        {
            bits[i >> 3] |= (byte)(values[i] << (i & 7));
        }

        return bits;
    }
}
