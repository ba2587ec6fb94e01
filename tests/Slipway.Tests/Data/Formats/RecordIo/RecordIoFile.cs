using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Types;
using Google.Protobuf;
using Slipway.Data;
using Slipway.Tests.Data.Formats.Published;
using Record = Slipway.Tests.Data.Formats.Published.Record;

namespace Slipway.Tests.Data.Formats.RecordIo;

/// <summary>RecordIO as its specification says, for the tests: written and read by code that Slipway does not use.</summary>
internal static class RecordIoFile
{
    private const uint Magic = 0xCED7230A;

    public static byte[] Golden(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "recordio", name));

    /// <summary>One frame; <paramref name="part"/> is DMLC's continuation flag.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> payload, uint part = 0)
    {
        var frame = new byte[8 + ((payload.Length + 3) / 4 * 4)];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), (uint)payload.Length | (part << 29));
        payload.CopyTo(frame.AsSpan(8));
        return frame;
    }

    public static byte[] Of(params Record[] records) => [.. records.SelectMany(r => Frame(r.ToByteArray()))];

    public static Record Dense(float[] features, float? label = null)
    {
        var record = new Record();
        record.Features["values"] = Floats(features);
        if (label is { } known)
        {
            record.Label["values"] = Floats(known);
        }

        return record;
    }

    public static Value Floats(params float[] values) => new() { Float32Tensor = new() { Values = { values } } };

    public static Value Sparse(float[] values, ulong[] keys, params ulong[] shape) =>
        new() { Float32Tensor = new() { Values = { values }, Keys = { keys }, Shape = { shape } } };

    public static Record WithFeature(string key, Value value)
    {
        var record = new Record();
        record.Features[key] = value;
        return record;
    }

    /// <summary>The records of a file of whole frames.</summary>
    public static List<Record> Decode(ReadOnlySpan<byte> file)
    {
        var records = new List<Record>();
        while (!file.IsEmpty)
        {
            Assert.Equal(Magic, BinaryPrimitives.ReadUInt32LittleEndian(file));
            var length = BinaryPrimitives.ReadInt32LittleEndian(file[4..]);
            records.Add(Record.Parser.ParseFrom(file.Slice(8, length)));
            var padding = file.Slice(8 + length, (4 - (length % 4)) % 4);
            Assert.False(padding.ContainsAnyExcept((byte)0));
            file = file[(8 + length + padding.Length)..];
        }

        return records;
    }

    public static byte[] Write(RecordIoProtobufFormat format, RecordBatch batch)
    {
        using var stream = new MemoryStream();
        using (var writer = format.CreateWriter(stream, batch.Schema))
        {
            writer.Write(batch);
            writer.Complete();
        }

        return stream.ToArray();
    }

    public static RecordBatch Read(byte[] file, string name = "test.pbr")
    {
        var source = Table.Source(file, name);
        using var reader = new RecordIoProtobufFormat().Open(source, new RecordIoProtobufFormat().Infer(source));
        return reader.Read()!;
    }

    public static FixedSizeListArray Vectors<TArray>(int width, TArray items) where TArray : IArrowArray =>
        new(new ArrayData(
            new FixedSizeListType(new Field("item", items.Data.DataType, false), width), items.Length / width, 0, 0, [ArrowBuffer.Empty],
            [items.Data]));

    public static RecordBatch Batch(params (string Name, IArrowArray Values)[] columns) => new(
        new Schema(columns.Select(c => new Field(c.Name, c.Values.Data.DataType, false)), null), columns.Select(c => c.Values),
        columns[0].Values.Length);
}
