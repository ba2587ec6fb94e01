using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using Slipway.Data;
using Slipway.Tests.Data.Formats.Published;
using Record = Slipway.Tests.Data.Formats.Published.Record;

namespace Slipway.Tests.Data.Formats.RecordIo;

public class RecordIoWriteTests
{
    private static readonly RecordIoProtobufFormat Format = new();

    [Theory]
    [InlineData("dense.pbr")]
    [InlineData("sparse.pbr")]
    public void Write_GivenPythonsRows_GivesPythonsBytes(string golden)
    {
        var file = RecordIoFile.Golden(golden);
        using var batch = RecordIoFile.Read(file);

        // Labels are read as doubles, and these were float32.
        var written = RecordIoFile.Write(Format with { WriteFloat32 = true }, batch);

        Assert.Equal(file, written);
    }

    [Fact]
    public void Write_GivenDoublesAndIntegers_GivesPythonsBytes()
    {
        var batch = RecordIoFile.Batch(
            ("features", RecordIoFile.Vectors(2, new DoubleArray.Builder().Append(0.1).Append(1e300).Build())),
            ("class", new Int32Array.Builder().Append(-7).Build()));

        var written = RecordIoFile.Write(Format with { Label = "class" }, batch);

        Assert.Equal(RecordIoFile.Golden("dense64.pbr"), written);
    }

    [Fact]
    public void Write_GivenAnyVectors_ReadsBackIdenticallyByThePublishedDecoderAndByUs() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 20], Gen.Bool).SelectMany((width, rows, doubles) =>
            Gen.Select(Gen.Double.Array[width * rows], Gen.Int.Array[rows], Gen.Const((width, doubles)))).Sample((values, labels, shape) =>
        {
            var (width, doubles) = shape;
            IArrowArray items = doubles
                ? new DoubleArray.Builder().AppendRange(values).Build()
                : new FloatArray.Builder().AppendRange(values.Select(v => (float)v)).Build();
            using var batch = RecordIoFile.Batch(
                ("features", RecordIoFile.Vectors(width, items)), ("label", new Int32Array.Builder().AppendRange(labels).Build()));

            var file = RecordIoFile.Write(Format, batch);
            var published = RecordIoFile.Decode(file);
            var own = Table.Read(Format, Table.Source(file));

            Assert.Equal(labels, published.Select(r => r.Label["values"].Int32Tensor.Values.Single()));
            Assert.Equal(labels.Select(l => (object)(double)l), own["label"]);
            Assert.Equal(
                doubles ? values : values.Select(v => (double)(float)v),
                published.SelectMany(r => doubles
                    ? r.Features["values"].Float64Tensor.Values
                    : r.Features["values"].Float32Tensor.Values.Select(v => (double)v)));
            Assert.Equal(
                doubles ? values : values.Select(v => (double)(float)v),
                own["features"].SelectMany(v => (object[])v!).Select(v => Convert.ToDouble(v, null)));
            Assert.Equal(file, RecordIoFile.Of([.. published]));
        }, iter: 300);

    [Fact]
    public void Write_GivenSparseRows_ReadsBackIdentically() =>
        Gen.Select(Gen.Int[0, 999], Gen.Float).Array[0, 12].Array[1, 10].Sample(rows =>
        {
            var records = rows.Select(row =>
            {
                var pairs = row.DistinctBy(p => p.Item1).OrderBy(p => p.Item1).ToArray();
                return RecordIoFile.WithFeature("values", RecordIoFile.Sparse(
                    [.. pairs.Select(p => p.Item2)], [.. pairs.Select(p => (ulong)p.Item1)], 1000));
            }).ToArray();
            var file = RecordIoFile.Of(records);

            using var batch = RecordIoFile.Read(file);

            Assert.Equal(file, RecordIoFile.Write(Format, batch));
        }, iter: 300);

    [Fact]
    public void Write_GivenSingleColumns_MakesOneVectorOfThem()
    {
        using var batch = RecordIoFile.Batch(
            ("alcohol", new DoubleArray.Builder().Append(13.5).Append(double.NaN).Build()),
            ("red", new BooleanArray.Builder().Append(true).Append(false).Build()),
            ("label", new DoubleArray.Builder().Append(2).Append(1).Build()));

        var records = RecordIoFile.Decode(RecordIoFile.Write(Format with { WriteFloat32 = true }, batch));

        Assert.Equal([13.5f, 1f], records[0].Features["values"].Float32Tensor.Values);
        Assert.Equal([float.NaN, 0f], records[1].Features["values"].Float32Tensor.Values);
        Assert.Equal([2f, 1f], records.Select(r => r.Label["values"].Float32Tensor.Values.Single()));
    }

    [Fact]
    public void Write_GivenSeveralKeysAndBytes_ReadsBackTheSameColumns()
    {
        var record = new Record();
        record.Features["features"] = new Value { Int32Tensor = new() { Values = { 640, -480 } } };
        record.Features["png"] = new Value { Bytes = new() { Value = { Google.Protobuf.ByteString.CopyFrom(1, 2, 3) } } };
        record.Label["mask"] = new Value { Float64Tensor = new() { Values = { 1, 2 } } };
        using var batch = RecordIoFile.Read(RecordIoFile.Of(record));

        var again = RecordIoFile.Decode(RecordIoFile.Write(Format, batch));

        Assert.Equal([record], again);
    }

    [Fact]
    public void CreateWriter_GivenColumnsThatARecordCannotHold_NamesThemAll()
    {
        var schema = new Schema(
            [new Field("a", StringType.Default, true), new Field("b", DoubleType.Default, false),
                new Field("when", TimestampType.Default, false)], null);

        var error = Assert.Throws<DataFormatException>(() => Format.CreateWriter(Stream.Null, schema));
        var label = Assert.Throws<DataFormatException>(() => (Format with { Label = "c" }).CreateWriter(Stream.Null, schema));

        Assert.Contains("'a' is utf8", error.Message, StringComparison.Ordinal);
        Assert.Contains("'when' is timestamp", error.Message, StringComparison.Ordinal);
        Assert.Contains("no label column 'c'", label.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_GivenValuesThatARecordCannotHold_NamesColumnAndRow()
    {
        var wide = RecordIoFile.Batch(("id", new Int64Array.Builder().Append(1).Append((1L << 53) + 1).Build()));
        var missing = RecordIoFile.Batch(("n", new Int32Array.Builder().Append(1).AppendNull().Build()));

        var error = Assert.Throws<DataFormatException>(() => RecordIoFile.Write(Format, wide));

        Assert.Equal(("id", 2L, "9007199254740993"), (error.Column, error.Line, error.Value));
        Assert.Equal("n", Assert.Throws<DataFormatException>(() => RecordIoFile.Write(Format, missing)).Column);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 536870912)]
    public void Infer_GivenOptionsOutOfRange_IsRefused(int width, int maxRecordBytes) => Assert.Throws<ArgumentException>(() =>
        new RecordIoProtobufFormat { Width = width, MaxRecordBytes = maxRecordBytes }.Infer(Table.Source("")));
}
