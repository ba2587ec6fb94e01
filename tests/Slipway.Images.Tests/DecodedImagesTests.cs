using Apache.Arrow.Types;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;
using Slipway.Data;

namespace Slipway.Images.Tests;

public class DecodedImagesTests
{
    [Theory]
    [InlineData(16, 16)]
    [InlineData(37, 10)]
    [InlineData(50, 23)]
    [InlineData(91, 64)]
    [InlineData(1, 1)]
    [InlineData(5, 64)]
    public void WithDecodedImages_GivenOtherSize_GivesPillowsPixels(int width, int height) => Assert.Equal(
        Decoding.Decode(FormattableString.Invariant($"resized-{width}x{height}.png"), width, height),
        Decoding.Decode("source.png", width, height));

    [Fact]
    public void WithDecodedImages_GivenGray_GivesPillowsPixels()
    {
        Assert.Equal(Decoding.Decode("gray.png", 37, 23, 1), Decoding.Decode("source.png", 37, 23, 1));
        Assert.Equal(Decoding.Decode("gray-8x8.png", 8, 8, 1), Decoding.Decode("source.png", 8, 8, 1));
    }

    [Fact]
    public void WithDecodedImages_GivenEveryFormat_GivesTheSamePixels()
    {
        var pixels = Decoding.Decode("source.png", 37, 23);

        Assert.Equal(pixels, Decoding.Decode("source.bmp", 37, 23));
        Assert.Equal(pixels, Decoding.Decode("source.webp", 37, 23));
        Assert.Equal(Decoding.Decode("source-gif.png", 37, 23), Decoding.Decode("source.gif", 37, 23));
        Assert.Equal(Decoding.Decode("source-jpg.png", 37, 23), Decoding.Decode("source.jpg", 37, 23));
    }

    [Fact]
    public void WithDecodedImages_GivenTheSameImagesTwice_GivesTheSamePixels()
    {
        var channel = Decoding.Channel(Decoding.File("source.jpg"), Decoding.File("source.webp"), Decoding.File("source.gif"))
            .WithDecodedImages(24, 24);

        Assert.Equal(Decoding.Pixels(channel), Decoding.Pixels(channel));
    }

    [Fact]
    public void WithDecodedImages_GivenPixels_OrdersThemByRowColumnAndChannel()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(2, 2, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.SetPixel(0, 0, new SKColor(1, 2, 3));
        bitmap.SetPixel(1, 0, new SKColor(4, 5, 6));
        bitmap.SetPixel(0, 1, new SKColor(7, 8, 9));
        bitmap.SetPixel(1, 1, new SKColor(200, 100, 50, 128));

        var pixels = Decoding.Pixels(Decoding.Channel(Png(bitmap)).WithDecodedImages(2, 2)).Single();

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 200, 100, 50], pixels);
    }

    [Fact]
    public void WithDecodedImages_GivenCropAndPad_KeepsProportions()
    {
        // 4 x 2: white on the left half, gray on the right.
        using var bitmap = new SKBitmap(new SKImageInfo(4, 2, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var i = 0; i < 8; i++)
        {
            bitmap.SetPixel(i % 4, i / 4, i % 4 < 2 ? SKColors.White : new SKColor(100, 100, 100));
        }

        var channel = Decoding.Channel(Png(bitmap));

        Assert.Equal([255, 100, 255, 100], Decoding.Pixels(channel.WithDecodedImages(2, 2, 1, ImageResize.Crop)).Single());
        Assert.Equal(
            [0, 0, 0, 0, 255, 255, 100, 100, 255, 255, 100, 100, 0, 0, 0, 0],
            Decoding.Pixels(channel.WithDecodedImages(4, 4, 1, ImageResize.Pad)).Single());
    }

    [Fact]
    public void WithDecodedImages_GivenSchema_StatesTheShape()
    {
        using var reader = Decoding.Channel(Decoding.File("source.png")).WithDecodedImages(5, 4, 1).Open(Decoding.Services);

        var field = reader.Schema.GetFieldByName("image");

        Assert.Equal((20, ArrowTypeId.UInt8), (((FixedSizeListType)field.DataType).ListSize, ((FixedSizeListType)field.DataType).ValueDataType.TypeId));
        Assert.Equal("4x5x1", field.Metadata["slipway.image"]);
    }

    [Fact]
    public void WithDecodedImages_GivenLargePixels_CutsBatchesUp()
    {
        var channel = Decoding.Channel([.. Enumerable.Repeat(Decoding.File("source.png"), 9)]).WithDecodedImages(1024, 1024);
        using var reader = channel.Open(Decoding.Services);
        var sizes = new List<int>();

        while (reader.Read() is { } batch)
        {
            sizes.Add(batch.Length);
            batch.Dispose();
        }

        Assert.Equal(9, sizes.Sum());
        Assert.Equal(2, sizes.Max());
    }

    [Fact]
    public void WithDecodedImages_GivenNoDecoder_NamesPackageAndCall()
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => Decoding.Pixels(Decoding.Channel(Decoding.File("source.png")).WithDecodedImages(2, 2), SlipwayServices.Default));

        Assert.Contains("Slipway.Images", error.Message, StringComparison.Ordinal);
        Assert.Contains("AddImages()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddImages_GivenServiceCollection_AddsTheDecoder()
    {
        using var provider = new ServiceCollection().AddSlipway().AddImages().Services.BuildServiceProvider();

        var pixels = Decoding.Pixels(
            Decoding.Channel(Decoding.File("source.png")).WithDecodedImages(16, 16), provider.GetRequiredService<SlipwayServices>());

        Assert.Equal(Decoding.Decode("source.png", 16, 16), pixels.Single());
    }

    [Fact]
    public void WithDecodedImages_GivenWrongColumn_SaysSo()
    {
        var channel = Decoding.Channel(Decoding.File("source.png"));

        var absent = Assert.Throws<DataFormatException>(() => Decoding.Pixels(channel.WithDecodedImages(2, 2, column: "imge")));
        var text = Assert.Throws<DataFormatException>(() => Decoding.Pixels(channel.WithDecodedImages(2, 2, column: "path")));

        Assert.Contains("did you mean 'image'", absent.Message, StringComparison.Ordinal);
        Assert.Contains("no encoded images", text.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, 3, 1)]
    [InlineData(1, 16385, 3, 1)]
    [InlineData(1, 1, 2, 1)]
    [InlineData(1, 1, 3, 0)]
    public void WithDecodedImages_GivenNumbersOutOfRange_IsRefused(int width, int height, int channels, int maxPixels) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Decoding.Channel([]).WithDecodedImages(width, height, channels, maxPixels: maxPixels));

    private static byte[] Png(SKBitmap bitmap)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
