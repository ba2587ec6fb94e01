using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Slipway.Tests.Data;

/// <summary>Features in one file, labels in another.</summary>
public sealed class DataChannelPairedFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FromIdx_GivenImagesAndLabels_PairsThemAndSetsTheLabel()
    {
        var images = Idx("images-idx3-ubyte", [3, 2, 2], [.. Enumerable.Range(0, 12).Select(i => (byte)i)]);
        var labels = Idx("labels-idx1-ubyte", [3], [7, 8, 9]);

        var channel = DataChannel.FromIdx(images, labels);

        var schema = channel.ReadSchema();
        Assert.Equal("label", schema.Label);
        Assert.Equal(["image"], schema.Features);
        Assert.Equal(["[0,1,2,3]|7", "[4,5,6,7]|8", "[8,9,10,11]|9"], Rows.Read(channel));
        Assert.Equal(["[0,1,2,3]", "[4,5,6,7]", "[8,9,10,11]"], Rows.Read(DataChannel.FromIdx(images)));
        Assert.Single(Rows.Read(channel.Shuffle(1).Take(1)));
    }

    [Fact]
    public void FromIdx_GivenGzip_ReadsTheSame()
    {
        var labels = Idx("labels", [2], [1, 2]);
        using (var gzip = new GZipStream(File.Create(_folder.File("images.gz")), CompressionLevel.Fastest))
        {
            gzip.Write(File.ReadAllBytes(Idx("images", [2, 3], [1, 2, 3, 4, 5, 6])));
        }

        Assert.Equal(["[1,2,3]|1", "[4,5,6]|2"], Rows.Read(DataChannel.FromIdx(_folder.File("images.gz"), labels)));
    }

    [Fact]
    public void FromIdx_GivenFilesInEachOthersPlace_SaysSo()
    {
        var images = Idx("images", [2, 3], [1, 2, 3, 4, 5, 6]);
        var labels = Idx("labels", [2], [1, 2]);

        var error = Assert.Throws<DataFormatException>(() => DataChannel.FromIdx(labels, images).Open());

        Assert.Equal(images, error.DataSource);
        Assert.Contains("in each other's place", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromIdx_GivenTestLabelsForTrainingImages_NamesBothFiles()
    {
        var images = Idx("images", [2, 3], [1, 2, 3, 4, 5, 6]);
        var labels = Idx("labels", [3], [1, 2, 3]);

        var error = Assert.Throws<DataFormatException>(() => Rows.Read(DataChannel.FromIdx(images, labels)));

        Assert.Equal(labels, error.DataSource);
        Assert.Contains($"more rows than the 2 of {images}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromNpy_GivenFeaturesAndLabels_PairsThemAndSetsTheLabel()
    {
        var features = Npy("x.npy", "<f4", "(2, 2)", [.. new[] { 0.5f, 1, 2, -3 }.SelectMany(BitConverter.GetBytes)]);
        var labels = Npy("y.npy", "<i8", "(2,)", [.. new[] { 4L, 5 }.SelectMany(BitConverter.GetBytes)]);

        var channel = DataChannel.FromNpy(features, labels);

        Assert.Equal("label", channel.ReadSchema().Label);
        Assert.Equal(["[0.5,1]|4", "[2,-3]|5"], Rows.Read(channel));
        Assert.Equal(["[0.5,1]", "[2,-3]"], Rows.Read(DataChannel.FromNpy(features)));
    }

    [Fact]
    public void FromJsonLines_GivenObjects_ReadsColumns()
    {
        var path = _folder.Write("a.jsonl", "{\"x\":1.5,\"y\":\"a\"}\n{\"x\":2,\"y\":null}\n");

        Assert.Equal(["1.5|'a'", "2|null"], Rows.Read(DataChannel.FromJsonLines(path)));
        Assert.Equal(["1.5|'a'", "2|null"], Rows.Read(DataChannel.From(path)));
    }

    private string Idx(string name, int[] sizes, byte[] values)
    {
        var bytes = new List<byte> { 0, 0, 8, (byte)sizes.Length };
        var size = new byte[4];
        foreach (var n in sizes)
        {
            BinaryPrimitives.WriteInt32BigEndian(size, n);
            bytes.AddRange(size);
        }

        File.WriteAllBytes(_folder.File(name), [.. bytes, .. values]);
        return _folder.File(name);
    }

    private string Npy(string name, string type, string shape, byte[] values)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        File.WriteAllBytes(_folder.File(name), [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. values]);
        return _folder.File(name);
    }
}
