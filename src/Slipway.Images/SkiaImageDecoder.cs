using System.Globalization;
using SkiaSharp;
using Slipway.Data;

namespace Slipway.Images;

/// <summary>Decodes by Skia's codecs: libpng, libjpeg-turbo, libwebp and Skia's own for BMP and GIF. Stateless.</summary>
internal sealed class SkiaImageDecoder : IImageDecoder
{
    private const int BytesPerPixel = 4;

    /// <inheritdoc/>
    public ImageSize ReadSize(ReadOnlySpan<byte> encoded)
    {
        using var data = SKData.CreateCopy(encoded);
        using var codec = Open(data);
        return new ImageSize(codec.Info.Width, codec.Info.Height);
    }

    /// <inheritdoc/>
    public unsafe void Decode(ReadOnlySpan<byte> encoded, Span<byte> rgb)
    {
        using var data = SKData.CreateCopy(encoded);
        using var codec = Open(data);
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, checked(3 * width * height));

        // Not premultiplied, and without a colour space: the stored values, as Pillow's convert("RGB") gives them.
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colorspace: null);
        var pixels = GC.AllocateUninitializedArray<byte>(checked(BytesPerPixel * width * height));
        SKCodecResult result;

        // SAFETY: the array has room for every row of `info`, and is pinned while Skia writes into it.
        fixed (byte* target = pixels)
        {
            result = codec.GetPixels(info, (nint)target, info.RowBytes, new SKCodecOptions(0));
        }

        if (result != SKCodecResult.Success)
        {
            throw new InvalidDataException(result switch
            {
                SKCodecResult.IncompleteInput => "it is truncated",
                SKCodecResult.ErrorInInput => "it is damaged",
                _ => string.Create(CultureInfo.InvariantCulture, $"its {codec.EncodedFormat} data is not understood ({result})"),
            });
        }

        for (var (from, to) = (0, 0); to < rgb.Length; from += BytesPerPixel, to += 3)
        {
            rgb[to] = pixels[from];
            rgb[to + 1] = pixels[from + 1];
            rgb[to + 2] = pixels[from + 2];
        }
    }

    private static SKCodec Open(SKData data) => SKCodec.Create(data)
        ?? throw new InvalidDataException("it begins like no known image, or ends within its header");
}
