using System.IO.Compression;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using Slipway.Data;

namespace Slipway.Tests.Data.Formats.Npz;

public class NpzFormatTests
{
    private static readonly NpzFormat Format = new();

    [Theory]
    [InlineData("stored.npz")]
    [InlineData("deflated.npz")]
    public void Read_GivenNumpysArchive_GivesAColumnAnArray(string golden)
    {
        var table = Table.Read(Format, Source(Golden(golden)));

        Assert.Equal(["x", "label", "pixels"], table.Names);
        Assert.Equal([1.5f, -2f], (object[])table["x"][0]!);
        Assert.Equal([1e-30f, float.PositiveInfinity], (object[])table["x"][2]!);
        Assert.Equal([2.0, 0.0, 1.0], table["label"]);
        Assert.Equal([(byte)8, (byte)9, (byte)10, (byte)11], (object[])table["pixels"][2]!);
    }

    [Fact]
    public void Read_GivenNames_GivesThoseInTheirOrder()
    {
        var format = new NpzFormat { Arrays = ["pixels", "x"], Label = "y" };

        Assert.Equal(["pixels", "x"], Table.Read(format, Source(Golden("stored.npz"))).Names);
        Assert.Equal(format, new NpzFormat { Arrays = ["pixels", "x"], Label = "y" });
        Assert.NotEqual(format, new NpzFormat { Arrays = ["x", "pixels"], Label = "y" });
    }

    [Fact]
    public void Read_GivenSmallBatches_KeepsTheArraysTogether()
    {
        var values = Enumerable.Range(0, 5000).ToArray();
        var file = Write(
            ("x", new DoubleArray.Builder().AppendRange(values.Select(v => (double)v)).Build()),
            ("n", new Int32Array.Builder().AppendRange(values).Build()));

        var table = Table.Read(Format, Source(file));
        var small = Table.Read(Format, Source(file) with { BatchBytes = 36 });

        Assert.Equal([4096, 904], table.BatchSizes);
        Assert.Equal(3, small.BatchSizes.Max());
        Assert.All(small.Rows, row => Assert.Equal(row[0], row[1]));
    }

    [Fact]
    public void FromNpz_GivenLabelAsText_GivesTheTypeAskedFor()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("a.npz"), Golden("deflated.npz"));

        using var reader = DataChannel.FromNpz(folder.File("a.npz")).WithColumn("label", ColumnType.Text).Open();
        using var batch = reader.Read()!;

        Assert.Equal("label", reader.Roles.Label);
        Assert.Equal("2", ((StringArray)batch.Column("label")).GetString(0));
        Assert.IsType<NpzFormat>(DataFormat.FromExtension("A.NPZ"));
    }

    [Fact]
    public void Write_GivenEveryType_ReadsBackTheSame()
    {
        using var folder = new TemporaryFolder();
        var floats = new FloatArray.Builder().AppendRange([1f, 2f, 3f, 4f]).Build();
        var vectors = new FixedSizeListArray(new ArrayData(
            new FixedSizeListType(new Field("item", FloatType.Default, false), 2), 2, 0, 0, [ArrowBuffer.Empty], [floats.Data]));
        var file = Write(
            ("v", vectors),
            ("d", new DoubleArray.Builder().Append(0.1).Append(double.NaN).Build()),
            ("i", new Int64Array.Builder().Append(-1).Append(1 << 30).Build()),
            ("b", new BooleanArray.Builder().Append(true).Append(false).Build()),
            ("u", new UInt8Array.Builder().Append(0).Append(255).Build()),
            ("label", new Int16Array.Builder().Append(-7).Append(7).Build()));

        var table = Table.Read(Format, Source(file));

        Assert.Equal(["v", "d", "i", "b", "u", "label"], table.Names);
        Assert.Equal([3f, 4f], (object[])table["v"][1]!);
        Assert.Equal([0.1, double.NaN], table["d"]);
        Assert.Equal([-1.0, 1073741824.0], table["i"]);
        Assert.Equal([true, false], table["b"]);
        Assert.Equal([(byte)0, (byte)255], table["u"]);
        Assert.Equal([-7.0, 7.0], table["label"]);
        Assert.Equal(file, Write(
            ("v", vectors),
            ("d", new DoubleArray.Builder().Append(0.1).Append(double.NaN).Build()),
            ("i", new Int64Array.Builder().Append(-1).Append(1 << 30).Build()),
            ("b", new BooleanArray.Builder().Append(true).Append(false).Build()),
            ("u", new UInt8Array.Builder().Append(0).Append(255).Build()),
            ("label", new Int16Array.Builder().Append(-7).Append(7).Build())));
    }

    [Fact]
    public void Write_GivenWhatAnArrayCannotHold_NamesIt()
    {
        var text = new Schema([new Field("s", StringType.Default, true), new Field("d", DoubleType.Default, false)], null);

        Assert.Contains("'s' is utf8", Assert.Throws<DataFormatException>(() => Format.CreateWriter(Stream.Null, text)).Message,
            StringComparison.Ordinal);
        Assert.Equal("n", Assert.Throws<DataFormatException>(
            () => Write(("n", new Int32Array.Builder().Append(1).AppendNull().Build()))).Column);
    }

    [Fact]
    public void Read_GivenArchivesThatAreNoTable_SaysWhy()
    {
        var x = NpyOf("(2,)", new byte[16]);

        Assert.Contains("no arrays", Refused(Zip(("a.txt", x))).Message, StringComparison.Ordinal);
        Assert.Contains("two entries of the archive have one name", Refused(Zip(("x.npy", x), ("x.npy", x))).Message, StringComparison.Ordinal);
        Assert.Contains("different numbers of rows", Refused(Zip(("x.npy", x), ("z.npy", NpyOf("(1,)", new byte[8])))).Message,
            StringComparison.Ordinal);
        Assert.Contains("two arrays would be one column",
            Refused(Zip(("x.npy", x), ("label.npy", x)), new NpzFormat { Label = "x" }).Message, StringComparison.Ordinal);
        Assert.Contains("no such array", Refused(Zip(("x.npy", x)), new NpzFormat { Label = "q" }).Message, StringComparison.Ordinal);
        Assert.Contains("no such array", Refused(Zip(("x.npy", x)), new NpzFormat { Arrays = ["q"] }).Message, StringComparison.Ordinal);
        Assert.Contains("Python objects", Refused(Zip(("x.npy", NpyOf("(2,)", new byte[16], "|O")))).Message, StringComparison.Ordinal);
        Assert.Contains("truncated", Refused(Zip(("x.npy", x[..^1]))).Message, StringComparison.Ordinal);
        Assert.Contains("longer than its header says", Refused(Zip(("x.npy", [.. x, 0]))).Message, StringComparison.Ordinal);
        Assert.Contains("impossibly large", Refused(Zip(("x.npy", NpyOf("(4611686018427387904,9)", [])))).Message, StringComparison.Ordinal);
        Assert.Contains("no zip archive", Refused(x).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new NpzFormat { Arrays = [] }.Infer(Source(Zip(("x.npy", x)))));
    }

    [Fact]
    public void Read_GivenSourceThatCannotSeek_SaysSo()
    {
        var error = Assert.Throws<DataFormatException>(() => Table.Read(Format, Table.Source(Golden("stored.npz"))));

        Assert.Contains("only be read from its beginning", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GivenChangedValue_SeesItByTheCrc()
    {
        var file = Golden("stored.npz");
        var at = file.AsSpan().IndexOf(BitConverter.GetBytes(3.25f));
        file[at] ^= 1;

        Assert.Contains("CRC", Refused(file).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stored.npz")]
    [InlineData("deflated.npz")]
    public void Read_GivenEveryTruncation_IsRefused(string golden)
    {
        var file = Golden(golden);

        for (var length = 0; length < file.Length; length++)
        {
            Assert.NotEmpty(Refused(file[..length]).Remedy!);
        }
    }

    [Fact]
    public void Read_GivenChangedBytes_FailsWithDataFormatExceptionOnly()
    {
        byte[][] files = [Golden("stored.npz"), Golden("deflated.npz")];
        Gen.Select(Gen.Int[0, 1], Gen.Select(Gen.Int[0, 2000], Gen.Byte).Array[1, 4]).Sample((which, changes) =>
        {
            var content = files[which].ToArray();
            foreach (var (at, value) in changes)
            {
                content[at % content.Length] = value;
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Assert.NotEmpty(Table.Read(Format, Source(content)).Rows);
            }
            catch (DataFormatException e)
            {
                Assert.StartsWith("test.npz", e.Message, StringComparison.Ordinal);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 << 20);
        }, iter: 10_000);
    }

    private static DataFormatException Refused(byte[] file, NpzFormat? format = null) =>
        Assert.Throws<DataFormatException>(() => Table.Read(format ?? Format, Source(file)));

    private static byte[] Golden(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "npz", name));

    private static FormatSource Source(byte[] file) =>
        Table.Source(file, "test.npz") with { OpenSeekableStream = () => new MemoryStream(file, writable: false) };

    private static byte[] NpyOf(string shape, byte[] values, string descr = "<f8")
    {
        var header = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. values];
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return packed.ToArray();
    }

    private static byte[] Write(params (string Name, IArrowArray Values)[] columns)
    {
        var schema = new Schema(columns.Select(c => new Field(c.Name, c.Values.Data.DataType, false)), null);
        using var stream = new MemoryStream();
        using var writer = Format.CreateWriter(stream, schema);
        writer.Write(new RecordBatch(schema, columns.Select(c => c.Values), columns[0].Values.Length));
        writer.Complete();
        return stream.ToArray();
    }
}
