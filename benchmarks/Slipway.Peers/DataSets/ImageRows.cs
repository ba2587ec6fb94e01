using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;

namespace Slipway.Peers.DataSets;

/// <summary>Small grey images as rows of values between 0 and 1, with classes 0 to 9.</summary>
/// <param name="Width">Values of a row.</param>
/// <param name="Values">Row-major.</param>
/// <param name="Labels">One class a row.</param>
internal sealed record ImageRows(int Width, float[] Values, int[] Labels)
{
    private const int Side = 28;

    /// <summary>The handwritten digits of 8 x 8 pixels: 3,823 rows of 64.</summary>
    public static ImageRows Digits(DataFolder data)
    {
        using var file = File.OpenRead(data.File("images/digits8x8/optdigits-train.csv.gz"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var values = new List<float>();
        var labels = new List<int>();
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            var cells = Array.ConvertAll(line.Split(','), cell => int.Parse(cell, CultureInfo.InvariantCulture));
            values.AddRange(cells[..^1].Select(pixel => pixel / 16f));
            labels.Add(cells[^1]);
        }

        return new ImageRows(values.Count / labels.Count, [.. values], [.. labels]);
    }

    /// <summary>Fashion-MNIST's 10,000 test images: the middle of each, a square of at most 28 pixels.</summary>
    /// <param name="data">Where the files are.</param>
    /// <param name="side">Side of the square: 28 gives 784 values, 16 gives 256.</param>
    public static ImageRows Fashion(DataFolder data, int side = Side)
    {
        var pixels = Unpack(data.Fashion("t10k-images-idx3-ubyte.gz"), 16);
        var labels = Unpack(data.Fashion("t10k-labels-idx1-ubyte.gz"), 8);
        var border = (Side - side) / 2;
        var values = new float[labels.Length * side * side];
        for (var i = 0; i < values.Length; i++)
        {
            var (image, pixel) = Math.DivRem(i, side * side);
            values[i] = pixels[(image * Side * Side) + (((pixel / side) + border) * Side) + (pixel % side) + border] / 255f;
        }

        return new ImageRows(side * side, values, Array.ConvertAll(labels, label => (int)label));
    }

    private static byte[] Unpack(string path, int header)
    {
        using var file = File.OpenRead(path);
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var memory = new MemoryStream();
        unpacked.CopyTo(memory);
        var bytes = memory.ToArray();
        var count = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4));
        return (bytes.Length - header) % count == 0
            ? bytes[header..]
            : throw new InvalidDataException($"{path}: {bytes.Length} bytes do not hold {count} images or labels.");
    }
}
