using Apache.Arrow;
using Apache.Arrow.Types;
using Google.Protobuf;
using Slipway.Data;
using Slipway.Tests.Data.Formats.Published;
using Record = Slipway.Tests.Data.Formats.Published.Record;

namespace Slipway.Tests.Data.Formats.RecordIo;

public class RecordIoReadTests
{
    private static readonly RecordIoProtobufFormat Format = new();

    [Fact]
    public void Read_GivenDenseBytesByHand_GivesVectorsAndLabels()
    {
        // magic, 48 bytes | features{ "values": { float32_tensor(2){ values(1): 1.5, -2, 0 } } } | label{ "values": 1 }
        byte[] file =
        [
            0x0A, 0x23, 0xD7, 0xCE, 0x30, 0, 0, 0,
            0x0A, 0x1A, 0x0A, 0x06, .. "values"u8, 0x12, 0x10, 0x12, 0x0E, 0x0A, 0x0C, 0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0,
            0x12, 0x12, 0x0A, 0x06, .. "values"u8, 0x12, 0x08, 0x12, 0x06, 0x0A, 0x04, 0, 0, 0x80, 0x3F,
        ];

        var table = Table.Read(Format, Table.Source(file));

        Assert.Equal(["features", "label"], table.Names);
        Assert.Equal([1.5f, -2f, 0f], (object[])table["features"][0]!);
        Assert.Equal([1.0], table["label"]);
        Assert.Equal(file, RecordIoFile.Golden("dense.pbr")[..56]);
    }

    [Fact]
    public void Read_GivenPythonsFiles_GivesTheirRows()
    {
        var dense = Table.Read(Format, Table.Source(RecordIoFile.Golden("dense.pbr")));
        var doubles = Table.Read(Format, Table.Source(RecordIoFile.Golden("dense64.pbr")));
        var sparse = Table.Read(Format, Table.Source(Table.Gzip(RecordIoFile.Golden("sparse.pbr"))));

        Assert.Equal([1.5f, -2f, 0f], (object[])dense["features"][0]!);
        Assert.Equal([3.25f, 1e-30f, float.PositiveInfinity], (object[])dense["features"][1]!);
        Assert.Equal([1.0, 0.0], dense["label"]);
        Assert.Equal([0.1, 1e300], (object[])doubles["features"][0]!);
        Assert.Equal([-7.0], doubles["label"]);
        Assert.Equal("4", sparse.Schema.FieldsList[0].Metadata["slipway.width"]);
        Assert.Equal<object>([new object[] { 1, 3 }, new object[] { 0.5f, 2f }], (object[])sparse["features"][0]!);
        Assert.Equal<object>([System.Array.Empty<object>(), System.Array.Empty<object>()], (object[])sparse["features"][1]!);
        Assert.Equal<object>([new object[] { 0 }, new object[] { -1f }], (object[])sparse["features"][2]!);
    }

    [Fact]
    public void Read_GivenSeveralKeysBytesAndUnknownFields_GivesAColumnEach()
    {
        var record = new Record { Uid = "u", Metadata = "{}", Configuration = "c" };
        record.Features["size"] = new Value { Int32Tensor = new() { Values = { 640, -480 } } };
        record.Features["jpeg"] = new Value { Bytes = new() { Value = { ByteString.CopyFrom(1, 2, 3) }, ContentType = "image/jpeg" } };
        record.Features["weight"] = new Value { Float64Tensor = new() { Values = { 0.25 } } };
        record.Label["values"] = RecordIoFile.Floats(1, 0, 1);
        record.Label["mask"] = new Value { Bytes = new() { Value = { ByteString.Empty } } };
        byte[] unknown = [0x98, 0x06, 0x05, 0xA1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8, 0xAD, 0x06, 1, 2, 3, 4, 0xB2, 0x06, 0x01, 0x00];

        var table = Table.Read(Format, Table.Source(RecordIoFile.Frame([.. unknown, .. record.ToByteArray()])));

        Assert.Equal(["jpeg", "label", "label.mask", "size", "weight"], table.Names.Order());
        Assert.Equal([640, -480], (object[])table["size"][0]!);
        Assert.Equal(new byte[] { 1, 2, 3 }, table["jpeg"][0]);
        Assert.Equal(0.25, table["weight"][0]);
        Assert.Equal([1f, 0f, 1f], (object[])table["label"][0]!);
        Assert.Equal(System.Array.Empty<byte>(), table["label.mask"][0]);
    }

    [Fact]
    public void Read_GivenUnpackedAndSplitValues_JoinsThem()
    {
        byte[] one = [0x0D, 0, 0, 0xC0, 0x3F];
        byte[] packed = [0x0A, 0x04, 0, 0, 0, 0xC0];
        byte[] tensor = [.. packed, .. one, .. packed];
        byte[] record = [0x0A, 27, 0x0A, 0x06, .. "values"u8, 0x12, 17 + 2, 0x12, 17, .. tensor];
        record[1] = (byte)(record.Length - 2);

        var table = Table.Read(Format, Table.Source(RecordIoFile.Frame(record)));

        Assert.Equal([-2f, 1.5f, -2f], (object[])table["features"][0]!);
    }

    [Fact]
    public void Read_GivenKeysInAnyOrder_SortsThem()
    {
        var file = RecordIoFile.Of(RecordIoFile.WithFeature("values", RecordIoFile.Sparse([1, 2, 3], [7, 0, 5], 2, 5)));

        var table = Table.Read(Format, Table.Source(file));

        Assert.Equal("10", table.Schema.FieldsList[0].Metadata["slipway.width"]);
        Assert.Equal<object>([new object[] { 0, 5, 7 }, new object[] { 2f, 3f, 1f }], (object[])table["features"][0]!);
    }

    [Fact]
    public void Read_GivenRecordInParts_JoinsThemWithTheMagicBetween()
    {
        var record = RecordIoFile.Dense([BitConverter.UInt32BitsToSingle(0xCED7230A), 2, BitConverter.UInt32BitsToSingle(0xCED7230A)], 3);
        var payload = record.ToByteArray();
        byte[] file = [
            .. RecordIoFile.Frame(payload.AsSpan(0, 16), 1), .. RecordIoFile.Frame(payload.AsSpan(20, 4), 2),
            .. RecordIoFile.Frame(payload.AsSpan(28), 3), .. RecordIoFile.Frame(payload)];

        var table = Table.Read(Format, Table.Source(file));

        Assert.Equal(0xCED7230A, System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(payload.AsSpan(16)));
        Assert.Equal<object?>(table["features"][1], table["features"][0]);
        Assert.Equal([3.0, 3.0], table["label"]);
    }

    [Fact]
    public void Read_GivenManyRecords_EndsBatchesByRowsAndBytes()
    {
        var file = RecordIoFile.Of([.. Enumerable.Range(0, 5000).Select(i => RecordIoFile.Dense([i, 0.5f], i % 3))]);

        var table = Table.Read(Format, Table.Source(file));
        var small = Table.Read(Format, Table.Source(Table.Gzip(file)) with { BatchBytes = 40 });

        Assert.Equal([4096, 904], table.BatchSizes);
        Assert.Equal(3, small.BatchSizes.Max());
        Assert.Equal<object?>(table["features"], small["features"]);
        Assert.Equal(4999f, ((object[])table["features"][4999]!)[0]);
    }

    [Fact]
    public void Read_GivenLabelTypes_GivesTheTypeAskedFor()
    {
        var source = Table.Source(RecordIoFile.Of(RecordIoFile.Dense([1], 7), RecordIoFile.Dense([2], 8)));
        var schema = Format.Infer(source);

        var text = Table.Read(Format, source, schema.SetField(1, new Field("label", StringType.Default, true)));
        var integer = Table.Read(Format, source, schema.SetField(1, new Field("label", Int64Type.Default, true)));

        Assert.Equal(["7", "8"], text["label"]);
        Assert.Equal([7L, 8L], integer["label"]);
    }

    [Fact]
    public void FromRecordIo_GivenFilesWithAndWithoutLabel_KnowsWhatIsThere()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("a.pbr"), RecordIoFile.Golden("dense.pbr"));
        File.WriteAllBytes(folder.File("b.rec"), RecordIoFile.Of(RecordIoFile.Dense([1, 2])));

        var labelled = DataChannel.FromRecordIo(folder.File("a.pbr")).ReadSchema();
        var unlabelled = DataChannel.FromRecordIo(folder.File("b.rec")).ReadSchema();
        var named = Assert.Throws<DataFormatException>(() => DataChannel.From(folder.File("b.rec")).WithLabel("label").ReadSchema());

        Assert.Equal(("label", "features"), (labelled.Label, labelled.Features.Single()));
        Assert.Null(unlabelled.Label);
        Assert.Contains("no label column 'label'", named.Message, StringComparison.Ordinal);
    }
}
