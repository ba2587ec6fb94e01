using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Vectors: lists that may be missing, of items that are there (NaN included).</summary>
/// <param name="width">Items of a vector.</param>
/// <param name="values">The items of a whole array of them, from its offset on.</param>
internal sealed class VectorChunkWriter<T>(int width, VectorItems<T> values) : ChunkWriter
    where T : unmanaged, INumber<T>
{
    private const int Present = 2;

    private T[] _values = new T[256];
    private int _count;

    /// <inheritdoc/>
    protected override long ValueBytes => (long)_count * Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public override void Append(IArrowArray array)
    {
        var list = (FixedSizeListArray)array;
        var items = values(list.Values);
        for (var row = 0; row < array.Length; row++)
        {
            if (array.IsNull(row))
            {
                AddLevel(0);
                continue;
            }

            for (var i = 0; i < width; i++)
            {
                AddLevel(Present);
            }

            if (_values.Length - _count < width)
            {
                System.Array.Resize(ref _values, Math.Max(_values.Length * 2, _count + width));
            }

            items.Slice((list.Offset + row) * width, width).CopyTo(_values.AsSpan(_count));
            _count += width;
        }
    }

    /// <inheritdoc/>
    protected override PageEncoding WritePages(ChunkSink sink)
    {
        var repeats = new List<int>();
        var at = 0;
        for (var level = 0; level < Levels;)
        {
            var (start, first) = (level, at);
            repeats.Clear();
            while (level < Levels && (at - first) * Unsafe.SizeOf<T>() < ChunkSink.PageBytes && repeats.Count < ChunkSink.PageBytes)
            {
                var items = Definition[level] == Present ? width : 1;
                at += Definition[level] == Present ? width : 0;
                for (var i = 0; i < items; i++)
                {
                    repeats.Add(i == 0 ? 0 : 1);
                }

                level += items;
            }

            sink.WriteData(
                CollectionsMarshal.AsSpan(repeats), Definition[start..level], 2, PageEncoding.Plain,
                MemoryMarshal.AsBytes(_values.AsSpan(first, at - first)));
        }

        return PageEncoding.Plain;
    }

    /// <inheritdoc/>
    protected override ColumnStatistics Statistics() => new(null, null, Definition.Count(0));

    /// <inheritdoc/>
    protected override void Clear() => _count = 0;
}
