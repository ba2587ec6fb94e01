using System.Buffers.Binary;
using System.IO.Hashing;
using CsCheck;

namespace Slipway.Images.Tests;

public class HostileImageTests
{
    private static readonly string[] Files = ["gray-8x8.png", "source.jpg", "source.webp", "source.bmp", "source.gif"];

    private static DataFormatException Refused(params byte[][] images) =>
        Assert.Throws<DataFormatException>(() => Decoding.Pixels(Decoding.Channel(images).WithDecodedImages(8, 8)));

    [Fact]
    public void WithDecodedImages_GivenCorruptImage_NamesFileAndRow()
    {
        var error = Refused(Decoding.File("source.png"), "text"u8.ToArray());

        Assert.Equal(2, error.Line);
        Assert.Equal("image", error.Column);
        Assert.Contains("cat/2.png", error.Message, StringComparison.Ordinal);
        Assert.Contains("like no known image", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithDecodedImages_GivenHeaderOfAHugeImage_AllocatesNothing()
    {
        var png = Decoding.File("source.png");
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 60_000);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 60_000);
        var crc = new byte[4];
        Crc32.Hash(png.AsSpan(12, 17), crc);
        (png[29], png[30], png[31], png[32]) = (crc[3], crc[2], crc[1], crc[0]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Refused(png);

        Assert.Contains("too large ('60000 x 60000')", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void WithDecodedImages_GivenMorePixelsThanAllowed_IsRefused()
    {
        var channel = Decoding.Channel(Decoding.File("source.png"));

        Assert.Single(Decoding.Pixels(channel.WithDecodedImages(8, 8, maxPixels: 37 * 23)));
        Assert.Throws<DataFormatException>(() => Decoding.Pixels(channel.WithDecodedImages(8, 8, maxPixels: (37 * 23) - 1)));
    }

    [Theory]
    [InlineData("gray-8x8.png")]
    [InlineData("source.jpg")]
    [InlineData("source.bmp")]
    [InlineData("source.webp")]
    [InlineData("source.gif")]
    public void WithDecodedImages_GivenEveryTruncation_NeverGivesOtherPixels(string file)
    {
        var image = Decoding.File(file);
        var whole = Decoding.Decode(file, 8, 8);
        var refused = 0;

        for (var length = 0; length < image.Length; length++)
        {
            try
            {
                // Checksums and end marks may be missing: every pixel is there.
                Assert.Equal(whole, Decoding.Pixels(Decoding.Channel(image[..length]).WithDecodedImages(8, 8)).Single());
            }
            catch (DataFormatException e)
            {
                Assert.Contains("cat/1.png", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, image.Length - 32, image.Length);
    }

    [Fact]
    public void WithDecodedImages_GivenChangedBytes_FailsWithDataFormatExceptionOnly()
    {
        var images = Files.Select(Decoding.File).ToArray();
        Gen.Select(Gen.Int[0, Files.Length - 1], Gen.Select(Gen.Int[0, 10_000], Gen.Byte).Array[1, 4]).Sample((which, changes) =>
        {
            var image = images[which].ToArray();
            foreach (var (at, value) in changes)
            {
                image[at % image.Length] = value;
            }

            try
            {
                var pixels = Decoding.Pixels(Decoding.Channel(image).WithDecodedImages(8, 8, maxPixels: 1 << 16));
                Assert.Equal(8 * 8 * 3, pixels.Single().Length);
            }
            catch (DataFormatException e)
            {
                Assert.Contains("cat/1.png", e.Message, StringComparison.Ordinal);
            }
        }, iter: 10_000);
    }
}
