using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Images.Tests;

/// <summary>Images of the tests and what a channel makes of them.</summary>
internal static class Decoding
{
    public static SlipwayServices Services { get; } = SlipwayServices.Default.AddImages();

    public static byte[] File(string name) => System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "images", name));

    public static DataChannel Channel(params byte[][] images)
    {
        var bytes = new BinaryArray.Builder();
        var paths = new StringArray.Builder();
        for (var i = 0; i < images.Length; i++)
        {
            bytes.Append((ReadOnlySpan<byte>)images[i]);
            paths.Append(FormattableString.Invariant($"cat/{i + 1}.png"));
        }

        var schema = new Schema([new Field("image", BinaryType.Default, false), new Field("path", StringType.Default, false)], null);
        return DataChannel.FromArrow([new RecordBatch(schema, [bytes.Build(), paths.Build()], images.Length)]);
    }

    /// <summary>The rows of the column <c>image</c>.</summary>
    public static List<byte[]> Pixels(DataChannel channel, SlipwayServices? services = null)
    {
        using var reader = channel.Open(services ?? Services);
        var rows = new List<byte[]>();
        while (reader.Read() is { } batch)
        {
            using (batch)
            {
                var lists = (FixedSizeListArray)batch.Column("image");
                for (var i = 0; i < batch.Length; i++)
                {
                    rows.Add(((UInt8Array)lists.GetSlicedValues(i)).Values.ToArray());
                }
            }
        }

        return rows;
    }

    public static byte[] Decode(string name, int width, int height, int channels = 3, Data.ImageResize resize = Data.ImageResize.Stretch) =>
        Pixels(Channel(File(name)).WithDecodedImages(width, height, channels, resize)).Single();
}
