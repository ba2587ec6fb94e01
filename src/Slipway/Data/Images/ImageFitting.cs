namespace Slipway.Data;

/// <summary>Brings decoded pixels to the size and the number of channels of a column.</summary>
/// <param name="target">The size.</param>
/// <param name="channels">1 (gray) or 3 (red, green, blue).</param>
/// <param name="mode">How another size is fitted.</param>
internal sealed class ImageFitting(ImageSize target, int channels, ImageResize mode)
{
    private readonly ImageResampler _resampler = new(channels);
    private byte[] _gray = [];
    private byte[] _scaled = [];

    /// <summary>Writes one row of the column.</summary>
    /// <param name="rgb">Pixels, <c>[height x width x 3]</c>.</param>
    /// <param name="size">Their size.</param>
    /// <param name="to">Gets <c>[height x width x channels]</c> of the target.</param>
    public void Fit(ReadOnlySpan<byte> rgb, ImageSize size, Span<byte> to)
    {
        var pixels = channels == 3 ? rgb : Gray(rgb);
        if (size == target)
        {
            pixels.CopyTo(to);
            return;
        }

        var scaled = ScaledSize(size);
        if (scaled == target)
        {
            _resampler.Resize(pixels, size, to, target);
            return;
        }

        var needed = checked(scaled.Width * scaled.Height * channels);
        _scaled = _scaled.Length >= needed ? _scaled : GC.AllocateUninitializedArray<byte>(needed);
        _resampler.Resize(pixels, size, _scaled.AsSpan(0, needed), scaled);
        Place(_scaled, scaled, to);
    }

    private ImageSize ScaledSize(ImageSize size)
    {
        var horizontal = (double)target.Width / size.Width;
        var vertical = (double)target.Height / size.Height;
        return mode switch
        {
            ImageResize.Stretch => target,
            ImageResize.Crop when horizontal >= vertical => new(target.Width, Math.Max(target.Height, Round(size.Height * horizontal))),
            ImageResize.Crop => new(Math.Max(target.Width, Round(size.Width * vertical)), target.Height),
            _ when horizontal <= vertical => new(target.Width, Math.Clamp(Round(size.Height * horizontal), 1, target.Height)),
            _ => new(Math.Clamp(Round(size.Width * vertical), 1, target.Width), target.Height),
        };
    }

    private static int Round(double pixels) => checked((int)Math.Floor(pixels + 0.5));

    // The middle of the larger over the middle of the smaller.
    private void Place(ReadOnlySpan<byte> scaled, ImageSize size, Span<byte> to)
    {
        var (left, top) = ((size.Width - target.Width) / 2, (size.Height - target.Height) / 2);
        var (width, height) = (Math.Min(size.Width, target.Width), Math.Min(size.Height, target.Height));
        to.Clear();
        for (var y = 0; y < height; y++)
        {
            var row = scaled.Slice(((((y + Math.Max(top, 0)) * size.Width) + Math.Max(left, 0)) * channels), width * channels);
            row.CopyTo(to[(((y + Math.Max(-top, 0)) * target.Width * channels) + (Math.Max(-left, 0) * channels))..]);
        }
    }

    // ITU-R BT.601 luma in 16-bit fixed point, as Pillow's convert("L").
    private ReadOnlySpan<byte> Gray(ReadOnlySpan<byte> rgb)
    {
        var count = rgb.Length / 3;
        _gray = _gray.Length >= count ? _gray : GC.AllocateUninitializedArray<byte>(count);
        for (var i = 0; i < count; i++)
        {
            _gray[i] = (byte)(((rgb[3 * i] * 19595) + (rgb[(3 * i) + 1] * 38470) + (rgb[(3 * i) + 2] * 7471) + 0x8000) >> 16);
        }

        return _gray.AsSpan(0, count);
    }
}
