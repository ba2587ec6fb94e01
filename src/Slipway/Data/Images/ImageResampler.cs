namespace Slipway.Data;

/// <summary>
/// Scales 8-bit pixels by the triangle filter, separably, in fixed point: the algorithm and the rounding of Pillow's <c>Image.resize</c>
/// with
/// <c>BILINEAR</c>, so that pixels are the same as there and on every machine.
/// </summary>
/// <param name="channels">Values of a pixel.</param>
internal sealed class ImageResampler(int channels)
{
    private const int PrecisionBits = 32 - 8 - 2;

    private byte[] _rows = [];

    /// <summary>Scales an image.</summary>
    /// <param name="source">Pixels, <c>[height x width x channels]</c>.</param>
    /// <param name="from">Their size.</param>
    /// <param name="target">Gets the pixels.</param>
    /// <param name="to">Their size.</param>
    public void Resize(ReadOnlySpan<byte> source, ImageSize from, Span<byte> target, ImageSize to)
    {
        var narrowed = source;
        if (from.Width != to.Width)
        {
            var needed = checked(to.Width * from.Height * channels);
            _rows = _rows.Length >= needed ? _rows : GC.AllocateUninitializedArray<byte>(needed);
            ScaleRows(source, from, _rows, to.Width);
            narrowed = _rows.AsSpan(0, needed);
        }

        if (from.Height != to.Height)
        {
            ScaleColumns(narrowed, from.Height, target, to);
        }
        else
        {
            narrowed[..target.Length].CopyTo(target);
        }
    }

    private void ScaleRows(ReadOnlySpan<byte> source, ImageSize from, Span<byte> target, int width)
    {
        var weights = new Weights(from.Width, width);
        for (var y = 0; y < from.Height; y++)
        {
            var row = source.Slice(y * from.Width * channels, from.Width * channels);
            for (var x = 0; x < width; x++)
            {
                var (first, factors) = weights.Of(x);
                for (var c = 0; c < channels; c++)
                {
                    var sum = 1 << (PrecisionBits - 1);
                    for (var k = 0; k < factors.Length; k++)
                    {
                        sum += row[((first + k) * channels) + c] * factors[k];
                    }

                    target[(((y * width) + x) * channels) + c] = (byte)Math.Clamp(sum >> PrecisionBits, 0, byte.MaxValue);
                }
            }
        }
    }

    private void ScaleColumns(ReadOnlySpan<byte> source, int height, Span<byte> target, ImageSize to)
    {
        var weights = new Weights(height, to.Height);
        var stride = to.Width * channels;
        for (var y = 0; y < to.Height; y++)
        {
            var (first, factors) = weights.Of(y);
            for (var x = 0; x < stride; x++)
            {
                var sum = 1 << (PrecisionBits - 1);
                for (var k = 0; k < factors.Length; k++)
                {
                    sum += source[((first + k) * stride) + x] * factors[k];
                }

                target[(y * stride) + x] = (byte)Math.Clamp(sum >> PrecisionBits, 0, byte.MaxValue);
            }
        }
    }

    // For each target position, the source positions below its triangle and their fixed-point weights, which sum to one.
    private sealed class Weights
    {
        private readonly int[] _first;
        private readonly int[] _count;
        private readonly int[] _factors;
        private readonly int _stride;

        public Weights(int from, int to)
        {
            var scale = (double)from / to;
            var support = Math.Max(scale, 1.0);
            _stride = ((int)Math.Ceiling(support) * 2) + 1;
            (_first, _count, _factors) = (new int[to], new int[to], new int[to * _stride]);
            var triangle = new double[_stride];
            for (var i = 0; i < to; i++)
            {
                var centre = (i + 0.5) * scale;
                var first = Math.Max(0, (int)(centre - support + 0.5));
                var count = Math.Min(from, (int)(centre + support + 0.5)) - first;
                var sum = 0.0;
                for (var k = 0; k < count; k++)
                {
                    triangle[k] = Math.Max(0, 1 - Math.Abs((k + first - centre + 0.5) * (1.0 / support)));
                    sum += triangle[k];
                }

                for (var k = 0; k < count; k++)
                {
                    _factors[(i * _stride) + k] = (int)(0.5 + (triangle[k] / sum * (1 << PrecisionBits)));
                }

                (_first[i], _count[i]) = (first, count);
            }
        }

        public Window Of(int position) => new(_first[position], _factors.AsSpan(position * _stride, _count[position]));
    }

    private readonly ref struct Window(int first, ReadOnlySpan<int> factors)
    {
        private readonly ReadOnlySpan<int> _factors = factors;

        public void Deconstruct(out int start, out ReadOnlySpan<int> weights)
        {
            start = first;
            weights = _factors;
        }
    }
}
