using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Data;

/// <summary>Lists of numbers, all of one length: vectors. A missing list is null; a missing item is NaN.</summary>
/// <typeparam name="TStored">Items as stored.</typeparam>
/// <typeparam name="TItem"><c>float</c> or <c>double</c>.</typeparam>
/// <typeparam name="TConversion">From one to the other.</typeparam>
internal sealed class VectorColumnReader<TStored, TItem, TConversion>(ParquetLeaf leaf, int width, TConversion conversion)
    : ColumnReader(leaf)
    where TStored : unmanaged
    where TItem : unmanaged
    where TConversion : struct, IConversion<TStored, TItem>
{
    private readonly FixedValues<TStored> _values = new();
    private readonly RleReader _repetition = new();
    private readonly ValidityBits _validity = new();
    private readonly byte[] _repeats = new byte[512];
    private readonly byte[] _levels = new byte[512];
    private readonly TStored[] _stored = new TStored[512];
    private int _next;
    private int _filled;
    private int _nextStored;
    private int _items;

    private static TItem NaN => typeof(TItem) == typeof(double)
        ? (TItem)(object)double.NaN
        : (TItem)(object)float.NaN;

    /// <inheritdoc/>
    protected override Exception TooFewRows() => _items > 0 ? WrongLength(_items) : base.TooFewRows();

    // The level of a list without items; a missing list is below, an item above.
    private int Empty => Leaf.MaxDefinition - (Leaf.HasMissingItems ? 2 : 1);

    /// <inheritdoc/>
    public override IArrowArray Read(int rows, int mostBytes)
    {
        rows = (int)Math.Clamp(mostBytes / ((long)width * Unsafe.SizeOf<TItem>()), 1, rows);
        var bytes = GC.AllocateUninitializedArray<byte>(checked(rows * width * Unsafe.SizeOf<TItem>()));
        var target = MemoryMarshal.Cast<byte, TItem>(bytes.AsSpan());
        var nan = NaN;
        var at = 0;
        for (var row = 0; row < rows;)
        {
            Prepare();
            var level = _levels[_next];
            if ((_repeats[_next++] == 0) != (_items == 0))
            {
                throw WrongLength(_items == 0 ? width + 1 : _items);
            }

            if (level > Empty)
            {
                target[at++] = level == Leaf.MaxDefinition ? conversion.Convert(_stored[_nextStored++]) : nan;
                if (++_items == width)
                {
                    _items = 0;
                    _validity.Append(present: true, rows);
                    row++;
                }
            }
            else if (level == Empty)
            {
                throw WrongLength(0);
            }
            else
            {
                target.Slice(at, width).Fill(nan);
                at += width;
                _validity.Append(present: false, rows);
                row++;
            }
        }

        var validity = _validity.Build(out var missing);
        var buffer = new ArrowBuffer(bytes);
        IArrowArray items = typeof(TItem) == typeof(double)
            ? new DoubleArray(buffer, ArrowBuffer.Empty, rows * width, 0, 0)
            : new FloatArray(buffer, ArrowBuffer.Empty, rows * width, 0, 0);
        return new FixedSizeListArray(ParquetTypes.VectorOf(items.Data.DataType, width), rows, items, validity, missing, 0);
    }

    /// <inheritdoc/>
    public override void End()
    {
        if (_next < _filled || _items > 0)
        {
            throw WrongLength(_items == 0 ? width + 1 : _items);
        }

        base.End();
    }

    /// <summary>Items of the first list that is there; 0 when all of the chunk are missing.</summary>
    /// <param name="leaf">The column.</param>
    /// <param name="pages">Pages of the chunk.</param>
    /// <param name="values">Values of the chunk.</param>
    public static int FirstLength(ParquetLeaf leaf, PageReader pages, long values)
    {
        var reader = new VectorColumnReader<TStored, TItem, TConversion>(leaf, 1, default);
        reader.Start(pages);
        var length = 0;
        for (var i = 0L; i < values; i++)
        {
            reader.Prepare();
            if (reader._repeats[reader._next] == 0 && length > 0)
            {
                return length;
            }

            length += reader._levels[reader._next++] > reader.Empty ? 1 : 0;
        }

        return length;
    }

    /// <inheritdoc/>
    protected override void SetDictionary(PageBytes data, int count) => _values.SetDictionary(data, count);

    /// <inheritdoc/>
    protected override void ClearDictionary()
    {
        _values.ClearDictionary();
        (_next, _filled, _items) = (0, 0, 0);
    }

    /// <inheritdoc/>
    protected override void StartPage(Page page)
    {
        _values.Start(page);
        _repetition.Start(page.Repetition, 1);
    }

    private void Prepare()
    {
        if (_next < _filled)
        {
            return;
        }

        RequirePage();
        _filled = Math.Min(_levels.Length, PageLeft);
        PageLeft -= _filled;
        _next = 0;
        _nextStored = 0;
        _repetition.ReadLevels(_repeats.AsSpan(0, _filled), 1);
        var present = Definition.ReadLevels(_levels.AsSpan(0, _filled), (byte)Leaf.MaxDefinition);
        _values.Read(_stored.AsSpan(0, present));
    }

    private ParquetValueException WrongLength(int found) => new(
        "the lists have different lengths",
        found > width ? FormattableString.Invariant($"more than {width}") : found.ToString(System.Globalization.CultureInfo.InvariantCulture),
        FormattableString.Invariant($"{width} items, as in the first list"),
        "Lists of one length are vectors; make them equally long, or leave the column out.");
}
