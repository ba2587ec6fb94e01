using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Slipway.Data;

namespace Slipway.Tests.Data;

/// <summary>Makes and reads rows the slow, obvious way: the oracle of the channel tests.</summary>
internal static class Rows
{
    /// <summary>A column <c>id</c> with these numbers, in batches of this size.</summary>
    public static List<RecordBatch> Ids(int count, int batchSize) => Ids(Enumerable.Range(0, count), batchSize);

    public static List<RecordBatch> Ids(IEnumerable<int> ids, int batchSize) =>
        [.. ids.Chunk(batchSize).Select(chunk => new RecordBatch.Builder()
            .Append("id", false, new Int64Array.Builder().AppendRange(chunk.Select(i => (long)i)).Build()).Build())];

    public static DataChannel Channel(int count, int batchSize = 7) =>
        DataChannel.FromArrow(IdSchema, () => Ids(count, batchSize));

    public static Schema IdSchema { get; } = new([new Field("id", Int64Type.Default, false)], null);

    /// <summary>The numbers of the column <c>id</c>, in order.</summary>
    public static List<long> ReadIds(DataChannel channel)
    {
        var ids = new List<long>();
        using var reader = channel.Open();
        while (reader.Read() is { } batch)
        {
            using (batch)
            {
                Assert.True(batch.Length > 0);
                ids.AddRange(((Int64Array)batch.Column("id")).Values.ToArray());
            }
        }

        return ids;
    }

    /// <summary>Every row as text, in order.</summary>
    public static List<string> Read(DataChannel channel)
    {
        using var reader = channel.Open();
        return Read(reader);
    }

    public static List<string> Read(BatchReader reader)
    {
        var rows = new List<string>();
        while (reader.Read() is { } batch)
        {
            using (batch)
            {
                Assert.Equal(reader.Schema.FieldsList.Select(f => f.Name), batch.Schema.FieldsList.Select(f => f.Name));
                rows.AddRange(Texts(batch));
            }
        }

        return rows;
    }

    public static IEnumerable<string> Texts(RecordBatch batch) =>
        Enumerable.Range(0, batch.Length).Select(row => string.Join('|', batch.Arrays.Select(a => Text(a, row)))).ToList();

    /// <summary>
    /// A batch with a column of every type that sources give, nulls in all that may have them.
    /// </summary>
    public static RecordBatch Gallery(int rows, int seed = 0)
    {
        var random = new Random(seed);
        bool Null() => random.Next(4) == 0;
        T?[] Make<T>(Func<T> value) where T : struct => [.. Enumerable.Range(0, rows).Select(_ => Null() ? (T?)null : value())];
        var text = new StringArray.Builder();
        var images = new FixedSizeListArray.Builder(UInt8Type.Default, 3);
        var pixels = (UInt8Array.Builder)images.ValueBuilder;
        var vectors = new FixedSizeListArray.Builder(FloatType.Default, 2);
        var values = (FloatArray.Builder)vectors.ValueBuilder;
        for (var i = 0; i < rows; i++)
        {
            _ = Null() ? text.AppendNull() : text.Append(new string((char)('a' + random.Next(26)), random.Next(4)) + "é");
            images.Append();
            pixels.Append((byte)random.Next(256)).Append((byte)random.Next(256)).Append((byte)i);
            if (Null())
            {
                vectors.AppendNull();
                continue;
            }

            vectors.Append();
            values.Append(random.NextSingle());
            _ = Null() ? values.AppendNull() : values.Append(i);
        }

        return new RecordBatch.Builder()
            .Append("double", true, c => c.Double(b => AppendAll(b, Make(random.NextDouble))))
            .Append("float", true, c => c.Float(b => AppendAll(b, Make(random.NextSingle))))
            .Append("int8", true, c => c.Int8(b => AppendAll(b, Make(() => (sbyte)random.Next(-128, 128)))))
            .Append("int16", true, c => c.Int16(b => AppendAll(b, Make(() => (short)random.Next(-999, 999)))))
            .Append("int32", true, c => c.Int32(b => AppendAll(b, Make(() => random.Next()))))
            .Append("int64", true, c => c.Int64(b => AppendAll(b, Make(() => random.NextInt64()))))
            .Append("uint8", true, c => c.UInt8(b => AppendAll(b, Make(() => (byte)random.Next(256)))))
            .Append("uint16", true, c => c.UInt16(b => AppendAll(b, Make(() => (ushort)random.Next(65536)))))
            .Append("uint32", true, c => c.UInt32(b => AppendAll(b, Make(() => (uint)random.Next()))))
            .Append("uint64", true, c => c.UInt64(b => AppendAll(b, Make(() => (ulong)random.NextInt64()))))
            .Append("whole", false, c => c.Int32(b => b.AppendRange(Enumerable.Range(0, rows))))
            .Append("bool", true, c => c.Boolean(b =>
            {
                foreach (var v in Make(() => random.Next(2) == 0))
                {
                    _ = v is { } flag ? b.Append(flag) : b.AppendNull();
                }
            }))
            .Append("text", true, text.Build())
            .Append("image", false, images.Build())
            .Append("vector", true, vectors.Build())
            .Append("sparse", true, Sparse(rows, random))
            .Build();
    }

    /// <summary>The value of a cell, by the public accessors of Apache.Arrow.</summary>
    public static string Text(IArrowArray array, int row)
    {
        if (array.IsNull(row))
        {
            return "null";
        }

        return array switch
        {
            DoubleArray a => Invariant(a.GetValue(row)),
            FloatArray a => Invariant(a.GetValue(row)),
            Int8Array a => Invariant(a.GetValue(row)),
            Int16Array a => Invariant(a.GetValue(row)),
            Int32Array a => Invariant(a.GetValue(row)),
            Int64Array a => Invariant(a.GetValue(row)),
            UInt8Array a => Invariant(a.GetValue(row)),
            UInt16Array a => Invariant(a.GetValue(row)),
            UInt32Array a => Invariant(a.GetValue(row)),
            UInt64Array a => Invariant(a.GetValue(row)),
            BooleanArray a => Invariant(a.GetValue(row)),
            StringArray a => $"'{a.GetString(row)}'",
            FixedSizeListArray a => Items(a.GetSlicedValues(row)),
            ListArray a => Items(a.GetSlicedValues(row)),
            StructArray a => "{" + string.Join(';', a.Fields.Select(f => Text(f, row))) + "}",
            _ => throw new NotSupportedException(array.GetType().Name),
        };

        static string Items(IArrowArray items) =>
            "[" + string.Join(',', Enumerable.Range(0, items.Length).Select(i => Text(items, i))) + "]";
        static string Invariant(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
    }

    private static StructArray Sparse(int rows, Random random)
    {
        var indices = new ListArray.Builder(Int32Type.Default);
        var weights = new ListArray.Builder(FloatType.Default);
        var validity = new ArrowBuffer.BitmapBuilder();
        var nulls = 0;
        for (var row = 0; row < rows; row++)
        {
            indices.Append();
            weights.Append();
            for (var i = random.Next(4); i > 0; i--)
            {
                ((Int32Array.Builder)indices.ValueBuilder).Append(random.Next(100));
                ((FloatArray.Builder)weights.ValueBuilder).Append(random.NextSingle());
            }

            var valid = random.Next(4) > 0;
            validity.Append(valid);
            nulls += valid ? 0 : 1;
        }

        var (left, right) = (indices.Build(), weights.Build());
        var type = new StructType([new Field("indices", left.Data.DataType, false), new Field("values", right.Data.DataType, false)]);
        return new StructArray(type, rows, [left, right], validity.Build(), nulls);
    }

    private static void AppendAll<T, TArray, TBuilder>(PrimitiveArrayBuilder<T, TArray, TBuilder> builder, T?[] values)
        where T : struct where TArray : IArrowArray where TBuilder : PrimitiveArrayBuilder<T, TArray, TBuilder>
    {
        foreach (var value in values)
        {
            _ = value is { } v ? builder.Append(v) : builder.AppendNull();
        }
    }
}
