using CsCheck;
using Google.Protobuf;
using Slipway.Data;
using Slipway.Tests.Data.Formats.Published;
using Record = Slipway.Tests.Data.Formats.Published.Record;

namespace Slipway.Tests.Data.Formats.RecordIo;

public class RecordIoErrorTests
{
    private static readonly RecordIoProtobufFormat Format = new();

    private static DataFormatException Refused(byte[] file) =>
        Assert.Throws<DataFormatException>(() => Table.Read(Format, Table.Source(file, "bad.pbr")));

    private static DataFormatException Refused(params Record[] records) => Refused(RecordIoFile.Of(records));

    [Theory]
    [InlineData(new byte[] { }, "no records")]
    [InlineData(new byte[] { 1, 2, 3, 4, 0, 0, 0, 0 }, "not RecordIO")]
    [InlineData(new byte[] { 0x0A, 0x23, 0xD7, 0xCE, 0, 0, 0, 0x60 }, "begins with a later part")]
    [InlineData(new byte[] { 0x0A, 0x23, 0xD7, 0xCE, 0, 0, 0, 0x80 }, "length of the record is impossible")]
    [InlineData(new byte[] { 0x0A, 0x23, 0xD7, 0xCE, 0xFF, 0xFF, 0xFF, 0x1F }, "longer than allowed")]
    [InlineData(new byte[] { 0x0A, 0x23, 0xD7, 0xCE, 0xFF, 0xFF, 0xFF, 0x03, 9 }, "ends within a record")]
    [InlineData(new byte[] { 0x0A, 0x23, 0xD7, 0xCE, 0, 0, 0, 0 }, "neither features nor labels")]
    [InlineData(new byte[] { 0x0A, 0x23, 0xD7, 0xCE, 0, 0, 0, 0x20 }, "between the parts")]
    [InlineData(new byte[] { 0x0A, 0x23, 0xD7, 0xCE, 0, 0, 0, 0x20, 0x0A, 0x23, 0xD7, 0xCE, 0, 0, 0, 0 }, "another record begins")]
    public void Read_GivenHostileFrames_NamesRecordAndOffset(byte[] file, string problem)
    {
        var error = Refused(file);

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("bad.pbr", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy!);
        if (file.Length > 0)
        {
            Assert.Contains("record 1 (at byte 0)", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_GivenNonZeroPadding_NamesTheRecord()
    {
        var good = RecordIoFile.Frame(RecordIoFile.Dense([1, 2]).ToByteArray());
        var record = RecordIoFile.WithFeature("abc", RecordIoFile.Floats(1));
        var bad = RecordIoFile.Frame(record.ToByteArray());
        Assert.NotEqual(0, record.CalculateSize() % 4);
        bad[^1] = 1;

        var error = Refused([.. good, .. bad]);

        Assert.Equal(2, error.Line);
        Assert.Contains(FormattableString.Invariant($"record 2 (at byte {good.Length}): the bytes behind the record are not zero"),
            error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GivenSecondRecordElsewhere_NamesWhereItShouldBegin()
    {
        var good = RecordIoFile.Frame(RecordIoFile.Dense([1, 2]).ToByteArray());

        var error = Refused([.. good, 1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.Contains("no record begins where the one before ends ('01020304')", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GivenRawImageRecords_SaysSo()
    {
        var payload = new byte[64];
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE0];
        jpeg.CopyTo(payload, 24);

        Assert.Contains("(application/x-recordio)", Refused(RecordIoFile.Frame(payload)).Message, StringComparison.Ordinal);
        Assert.Contains("no aialgs.data.Record", Refused(RecordIoFile.Frame("<html></html>"u8)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GivenOtherRecords_SaysWhatTheFirstHas()
    {
        var first = RecordIoFile.Dense([1, 2], 1);
        var doubles = first.Clone();
        doubles.Features["values"] = new Value { Float64Tensor = new() { Values = { 1, 2 } } };
        var twoLabels = first.Clone();
        twoLabels.Label["values"] = RecordIoFile.Floats(1, 2);
        var extra = first.Clone();
        extra.Features["more"] = RecordIoFile.Floats(1);

        Assert.Contains("3 values of Float32'); expected 2 values of Float32", Refused(first, RecordIoFile.Dense([1, 2, 3], 1)).Message,
            StringComparison.Ordinal);
        Assert.Contains("2 values of Float64", Refused(first, doubles).Message, StringComparison.Ordinal);
        Assert.Contains("column 'label'", Refused(first, twoLabels).Message, StringComparison.Ordinal);
        Assert.Contains("lacks a column that the first has", Refused(first, RecordIoFile.Dense([1, 2])).Message, StringComparison.Ordinal);
        Assert.Equal("more", Refused(first, extra).Value);
        Assert.Equal(2, Refused(first, extra).Line);
    }

    [Fact]
    public void Read_GivenHostileTensors_IsRefused()
    {
        static Record Sparse(float[] values, ulong[] keys, params ulong[] shape) =>
            RecordIoFile.WithFeature("values", RecordIoFile.Sparse(values, keys, shape));

        Assert.Contains("has no shape", Refused(Sparse([1], [0])).Message, StringComparison.Ordinal);
        Assert.Contains("impossible shape", Refused(Sparse([1], [0], 0)).Message, StringComparison.Ordinal);
        Assert.Contains("impossible shape", Refused(Sparse([1], [0], ulong.MaxValue, ulong.MaxValue, ulong.MaxValue)).Message,
            StringComparison.Ordinal);
        Assert.Contains("2 keys for 1 values", Refused(Sparse([1], [0, 1], 4)).Message, StringComparison.Ordinal);
        Assert.Contains("beyond the shape ('4'); expected below 4", Refused(Sparse([1], [4], 4)).Message, StringComparison.Ordinal);
        Assert.Contains("occurs twice", Refused(Sparse([1, 2], [3, 3], 4)).Message, StringComparison.Ordinal);
        Assert.Contains("wider than the first", Refused(Sparse([1], [3], 4), Sparse([1], [3], 5)).Message, StringComparison.Ordinal);
        Assert.Contains("another number of values than its shape", Refused(Sparse([1, 2], [], 3)).Message, StringComparison.Ordinal);
        Assert.Contains("no tensor", Refused(RecordIoFile.WithFeature("values", new Value())).Message, StringComparison.Ordinal);
        Assert.Contains("has 2 parts", Refused(RecordIoFile.WithFeature(
            "values", new Value { Bytes = new() { Value = { ByteString.Empty, ByteString.Empty } } })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GivenKeyTwice_IsRefused()
    {
        var once = RecordIoFile.Dense([1, 2]).ToByteArray();

        Assert.Contains("two keys of the record give one column", Refused(RecordIoFile.Frame([.. once, .. once])).Message,
            StringComparison.Ordinal);
        Assert.Contains("occurs twice in the record", Refused([.. RecordIoFile.Frame(once), .. RecordIoFile.Frame([.. once, .. once])]).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GivenSecondFileOfOtherWidth_NamesBothFiles()
    {
        var schema = Format.Infer(Table.Source(RecordIoFile.Of(RecordIoFile.Dense([1, 2])), "one.pbr"));
        var second = Table.Source(RecordIoFile.Of(RecordIoFile.Dense([1, 2, 3])), "two.pbr") with { SchemaOrigin = "one.pbr" };
        using var reader = Format.Open(second, schema);

        var error = Assert.Throws<DataFormatException>(reader.Read);

        Assert.Contains("two.pbr", error.Message, StringComparison.Ordinal);
        Assert.Contains("of one.pbr", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dense.pbr")]
    [InlineData("dense64.pbr")]
    [InlineData("sparse.pbr")]
    public void Read_GivenEveryTruncation_IsRefusedOrEndsBetweenRecords(string golden)
    {
        var file = RecordIoFile.Golden(golden);
        var whole = Table.Read(Format, Table.Source(file));
        var ends = 0;

        for (var length = 0; length < file.Length; length++)
        {
            try
            {
                // RecordIO has no end mark: a file cut between two records is a shorter file.
                Assert.InRange(Table.Read(Format, Table.Source(file[..length])).Rows.Count, 1, whole.Rows.Count - 1);
                ends++;
            }
            catch (DataFormatException e)
            {
                Assert.NotEmpty(e.Remedy!);
            }
        }

        Assert.Equal(whole.Rows.Count - 1, ends);
    }

    [Fact]
    public void Read_GivenChangedBytes_FailsWithDataFormatExceptionOnly()
    {
        var several = new Record();
        several.Features["a"] = new Value { Int32Tensor = new() { Values = { 1, -1, 300 } } };
        several.Features["b"] = new Value { Bytes = new() { Value = { ByteString.CopyFromUtf8("hello") } } };
        several.Label["values"] = RecordIoFile.Sparse([1, 2], [0, 9], 10);
        byte[][] files =
        [
            RecordIoFile.Golden("dense.pbr"), RecordIoFile.Golden("dense64.pbr"), RecordIoFile.Golden("sparse.pbr"),
            RecordIoFile.Of(several, several),
        ];
        Gen.Select(Gen.Int[0, 3], Gen.Select(Gen.Int[0, 1000], Gen.Byte).Array[1, 4]).Sample((which, changes) =>
        {
            var content = files[which].ToArray();
            foreach (var (at, value) in changes)
            {
                content[at % content.Length] = value;
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Assert.NotEmpty(Table.Read(Format, Table.Source(content, "bad.pbr")).Rows);
            }
            catch (DataFormatException e)
            {
                Assert.StartsWith("bad.pbr", e.Message, StringComparison.Ordinal);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
        }, iter: 20_000);
    }
}
