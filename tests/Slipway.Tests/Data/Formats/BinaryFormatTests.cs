using System.Buffers.Binary;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using Slipway.Data;

namespace Slipway.Tests.Data.Formats;

public class BinaryFormatTests
{
    [Fact]
    public void Idx_GivenImages_GivesByteVectors()
    {
        var table = Table.Read(new IdxFormat(), Table.Source(Idx(8, [2, 2, 3], [0, 1, 2, 3, 4, 255, 6, 7, 8, 9, 10, 11])));

        Assert.Equal(["image"], table.Names);
        Assert.Equal(6, ((FixedSizeListType)table.Schema.FieldsList[0].DataType).ListSize);
        Assert.Equal([Items<byte>(0, 1, 2, 3, 4, 255), Items<byte>(6, 7, 8, 9, 10, 11)], table["image"]);
    }

    [Fact]
    public void Idx_GivenLabels_GivesByteNumbersOrTheTypeAskedFor()
    {
        var source = Table.Source(Table.Gzip(Idx(8, [3], [7, 0, 255])));

        var table = Table.Read(new IdxFormat(), source);
        var text = Table.Read(new IdxFormat(), source, new Schema([new Field("label", StringType.Default, true)], null));
        var integer = Table.Read(new IdxFormat(), source, new Schema([new Field("label", Int64Type.Default, true)], null));

        Assert.Equal([(byte)7, (byte)0, (byte)255], table["label"]);
        Assert.Equal(["7", "0", "255"], text["label"]);
        Assert.Equal([7L, 0L, 255L], integer["label"]);
    }

    [Theory]
    [InlineData(0x09, new byte[] { 0xFF, 0x7F }, -1.0, 127.0)]
    [InlineData(0x0B, new byte[] { 0xFF, 0xFE, 0x01, 0x00 }, -2.0, 256.0)]
    [InlineData(0x0C, new byte[] { 0xFF, 0xFF, 0xFF, 0xFD, 0x7F, 0xFF, 0xFF, 0xFF }, -3.0, 2147483647.0)]
    [InlineData(0x0D, new byte[] { 0x3F, 0xC0, 0, 0, 0xC0, 0, 0, 0 }, 1.5, -2.0)]
    [InlineData(0x0E, new byte[] { 0x3F, 0xF8, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0 }, 1.5, -2.0)]
    public void Idx_GivenEveryElementType_ReadsBigEndianValues(byte type, byte[] values, double first, double second)
    {
        var single = Table.Read(new IdxFormat(), Table.Source(Idx(type, [2], values)));
        var vector = Table.Read(new IdxFormat(), Table.Source(Idx(type, [1, 2], values)));

        Assert.Equal([first, second], single["label"]);
        Assert.Equal([first, second], ((object[])vector["image"][0]!).Select(v => Convert.ToDouble(v, null)));
    }

    [Fact]
    public void Idx_GivenManyRows_EndsBatchesByRowsAndBytes()
    {
        var content = Idx(8, [5000, 10], [.. Enumerable.Range(0, 50_000).Select(i => (byte)i)]);

        var table = Table.Read(new IdxFormat(), Table.Source(content));
        var small = Table.Read(new IdxFormat(), Table.Source(Table.Gzip(content)) with { BatchBytes = 35 });

        Assert.Equal([4096, 904], table.BatchSizes);
        Assert.Equal(3, small.BatchSizes.Max());
        Assert.Equal<object?>(table["image"], small["image"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Idx_GivenWrongSize_StatesExpectedAndFoundBytes(bool gzip)
    {
        var whole = Idx(8, [3, 4], new byte[12]);
        byte[] Pack(byte[] content) => gzip ? Table.Gzip(content) : content;

        var shorter = Assert.Throws<DataFormatException>(() => Table.Read(new IdxFormat(), Table.Source(Pack(whole[..^5]))));
        var longer = Assert.Throws<DataFormatException>(() => Table.Read(new IdxFormat(), Table.Source(Pack([.. whole, 0]))));

        Assert.Contains("the file is truncated: it has 7 bytes of values; expected 12 bytes for 3 rows of 4 bytes", shorter.Message,
            StringComparison.Ordinal);
        Assert.Contains("longer than its header says", longer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { }, "empty")]
    [InlineData(new byte[] { 0, 0 }, "truncated")]
    [InlineData(new byte[] { 1, 0, 8, 1, 0, 0, 0, 1, 5 }, "not IDX")]
    [InlineData(new byte[] { 0, 0, 7, 1, 0, 0, 0, 1, 5 }, "not IDX")]
    [InlineData(new byte[] { 0, 0, 8, 0 }, "not IDX")]
    [InlineData(new byte[] { 0, 0, 8, 2, 0, 0, 0, 1, 0 }, "truncated")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0, 0, 0 }, "the array is empty")]
    [InlineData(new byte[] { 0, 0, 8, 2, 0, 0, 0, 3, 0, 0, 0, 0 }, "the array is empty")]
    [InlineData(new byte[] { 0, 0, 14, 4, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255 },
    "impossibly large")]
    [InlineData(new byte[] { 0, 0, 8, 1, 255, 255, 255, 255, 1 }, "truncated: it has 1 bytes")]
    public void Idx_GivenHostileHeader_IsRefused(byte[] content, string problem)
    {
        var error = Assert.Throws<DataFormatException>(() => Table.Read(new IdxFormat(), Table.Source(content)));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy!);
    }

    [Fact]
    public void Idx_GivenSecondFileOfOtherShape_NamesBothFiles()
    {
        var schema = new IdxFormat().Infer(Table.Source(Idx(8, [1, 4], new byte[4]), "one.idx"));
        var second = Table.Source(Idx(8, [1, 5], new byte[5]), "two.idx") with { SchemaOrigin = "one.idx" };

        var error = Assert.Throws<DataFormatException>(() => new IdxFormat().Open(second, schema));

        Assert.StartsWith("two.idx: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("other columns than one.idx: vectors of 5", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("|u1", 1, new byte[] { 1, 200 }, 1.0, 200.0)]
    [InlineData("|i1", 1, new byte[] { 1, 255 }, 1.0, -1.0)]
    [InlineData("|b1", 1, new byte[] { 1, 0 }, 1.0, 0.0)]
    [InlineData("<u2", 2, new byte[] { 1, 0, 255, 255 }, 1.0, 65535.0)]
    [InlineData(">i2", 1, new byte[] { 0, 1, 255, 255 }, 1.0, -1.0)]
    [InlineData("<i4", 3, new byte[] { 1, 0, 0, 0, 255, 255, 255, 255 }, 1.0, -1.0)]
    [InlineData(">u4", 1, new byte[] { 0, 0, 0, 1, 255, 255, 255, 255 }, 1.0, 4294967295.0)]
    [InlineData("<i8", 1, new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255 }, 1.0, -1.0)]
    [InlineData("<u8", 2, new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0 }, 1.0, 2.0)]
    [InlineData("<f2", 1, new byte[] { 0, 0x3E, 0, 0xC0 }, 1.5, -2.0)]
    [InlineData("<f4", 1, new byte[] { 0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0 }, 1.5, -2.0)]
    [InlineData(">f4", 1, new byte[] { 0x3F, 0xC0, 0, 0, 0xC0, 0, 0, 0 }, 1.5, -2.0)]
    [InlineData("<f8", 3, new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0 }, 1.5, -2.0)]
    public void Npy_GivenEveryTypeAndVersion_ReadsValues(string descr, byte version, byte[] values, double first, double second)
    {
        var single = Table.Read(new NpyFormat(), Table.Source(Npy(descr, "(2,)", values, version)));
        var vector = Table.Read(new NpyFormat(), Table.Source(Npy(descr, "(1, 2, 1)", values, version)));

        Assert.Equal(["value"], single.Names);
        Assert.Equal([first, second], single["value"].Select(v => Convert.ToDouble(v, null)));
        Assert.Equal(["features"], vector.Names);
        Assert.Equal([first, second], ((object[])vector["features"][0]!).Select(v => Convert.ToDouble(v, null)));
    }

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", "Python objects")]
    [InlineData("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2,), }", "structured")]
    [InlineData("{'descr': '<c16', 'fortran_order': False, 'shape': (2,), }", "not supported")]
    [InlineData("{'descr': '|f8', 'fortran_order': False, 'shape': (2,), }", "not supported")]
    [InlineData("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 1), }", "Fortran order")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", "single number")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 2), }", "the array is empty")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4611686018427387904), }", "impossibly large")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }", "cannot be understood")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (-2,), }", "cannot be understood")]
    [InlineData("{'descr': '<f8', 'fortran_order': 0, 'shape': (2,), }", "cannot be understood")]
    [InlineData("{'descr': '<f8', 'descr': '<f8', 'shape': (2,), }", "cannot be understood")]
    [InlineData("{'descr': '<f8', 'fortran_order': False}", "cannot be understood")]
    [InlineData("{'descr': __import__('os'), 'fortran_order': False, 'shape': (2,)}", "cannot be understood")]
    [InlineData("", "cannot be understood")]
    public void Npy_GivenHostileHeader_IsRefused(string header, string problem)
    {
        var error = Assert.Throws<DataFormatException>(() => Table.Read(new NpyFormat(), Table.Source(NpyFile(header, new byte[16], 1))));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy!);
    }

    [Fact]
    public void Npy_GivenIntegersBeyondDouble_NamesTheRowUnlessReadAsIntegers()
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), 9007199254740993);
        var source = Table.Source(Npy("<i8", "(2,)", bytes, 1));

        var error = Assert.Throws<DataFormatException>(() => Table.Read(new NpyFormat(), source));
        var table = Table.Read(new NpyFormat(), source, new Schema([new Field("value", Int64Type.Default, true)], null));

        Assert.Equal((2, "9007199254740993"), (error.Line, error.Value));
        Assert.Equal([0L, 9007199254740993L], table["value"]);
    }

    [Fact]
    public void Read_GivenEveryTruncation_IsRefused()
    {
        var idx = Idx(8, [3, 4], new byte[12]);
        var npy = Npy("<f4", "(2, 3)", new byte[24], 2);

        for (var length = 0; length < idx.Length; length++)
        {
            Assert.Throws<DataFormatException>(() => Table.Read(new IdxFormat(), Table.Source(idx[..length])));
        }

        for (var length = 0; length < npy.Length; length++)
        {
            Assert.Throws<DataFormatException>(() => Table.Read(new NpyFormat(), Table.Source(npy[..length])));
        }
    }

    [Fact]
    public void Read_GivenChangedBytes_FailsWithDataFormatExceptionOnly() =>
        Gen.Select(Gen.Bool, Gen.Select(Gen.Int[0, 100], Gen.Byte).Array[1, 4]).Sample((isIdx, changes) =>
        {
            var content = isIdx ? Idx(0x0D, [2, 2, 2], new byte[32]) : Npy("<f4", "(2, 3)", new byte[24], 1);
            foreach (var (at, value) in changes)
            {
                content[at % content.Length] = value;
            }

            try
            {
                Assert.NotEmpty(Table.Read(isIdx ? new IdxFormat() : new NpyFormat(), Table.Source(content)).Rows);
            }
            catch (DataFormatException e)
            {
                Assert.StartsWith("test.csv", e.Message, StringComparison.Ordinal);
            }
        }, iter: 20_000);

    private static object[] Items<T>(params T[] values) => [.. values.Cast<object>()];

    private static byte[] Idx(byte type, int[] dimensions, byte[] values)
    {
        var header = new byte[4 + (4 * dimensions.Length)];
        (header[2], header[3]) = (type, (byte)dimensions.Length);
        for (var i = 0; i < dimensions.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), dimensions[i]);
        }

        return [.. header, .. values];
    }

    private static byte[] Npy(string descr, string shape, byte[] values, byte version) =>
        NpyFile($"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}   \n", values, version);

    private static byte[] NpyFile(string header, byte[] values, byte version)
    {
        var length = new byte[version == 1 ? 2 : 4];
        length[0] = (byte)header.Length;
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. Encoding.ASCII.GetBytes(header), .. values];
    }
}
