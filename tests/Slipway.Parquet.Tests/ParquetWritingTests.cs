using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;

namespace Slipway.Data.Tests;

public sealed class ParquetWritingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<ParquetCompression> Compressions => [.. Enum.GetValues<ParquetCompression>()];

    [Theory]
    [MemberData(nameof(Compressions))]
    public void CreateWriter_GivenEveryType_WritesWhatDuckDbReads(ParquetCompression compression)
    {
        // given
        var path = _folder["all.parquet"];
        var (schema, batch) = Everything();

        // when
        Write(path, new ParquetFormat { Compression = compression }, schema, batch);

        // then
        var rows = Duck.Query($"select d, f, i8, u32, i64, u64, flag, text, hex(bytes), day::varchar, stamp::varchar, v::varchar from '{path}'");
        Assert.Equal([1.5, -0.25f, (sbyte)-3, 4_000_000_000u, long.MinValue, ulong.MaxValue, true, "ä\0\"", "00FF", "2020-02-29",
            "1969-12-31 23:59:59.75", "[1.0, NULL]"], [.. rows[0][..11], ((string)rows[0][11]!).Replace("-nan", "nan").Replace("nan", "NULL")]);
        Assert.All(rows[1], Assert.Null);
        Assert.Equal("", rows[2][7]);
    }

    [Fact]
    public void CreateWriter_GivenStatistics_DuckDbTrustsThem()
    {
        // given
        var path = _folder["bounds.parquet"];
        var (schema, batch) = Everything();
        Write(path, new ParquetFormat(), schema, batch);

        // when
        var bounds = Duck.Query($"select stats_min_value, stats_max_value, stats_null_count from parquet_metadata('{path}') where path_in_schema = 'd'");

        // then
        Assert.Equal(["-2.5", "1.5", 1L], bounds.Single());
    }

    [Fact]
    public void CreateWriter_GivenRowGroupLimits_CutsThere()
    {
        // given
        var path = _folder["groups.parquet"];
        var schema = new Schema([new Field("x", DoubleType.Default, false)], null);
        using var batch = new RecordBatch(schema, [new DoubleArray.Builder().AppendRange(Enumerable.Range(0, 10_000).Select(i => (double)i)).Build()], 10_000);

        // when
        Write(path, new ParquetFormat { RowGroupRows = 3000 }, schema, batch, batch);

        // then
        Assert.Equal([3000L, 3000L, 3000L, 3000L, 3000L, 3000L, 2000L],
            Duck.Query($"select row_group_num_rows from parquet_metadata('{path}')").Select(r => (long)r[0]!));
        Assert.Equal([9999.0 * 10_000], Duck.Query($"select sum(x) from '{path}'").Single());
        Assert.Equal(20_000, Rows.Of(DataChannel.FromParquet(path)).Count);
    }

    [Fact]
    public void CreateWriter_GivenUnwritableColumns_NamesAllOfThem()
    {
        // given
        var schema = new Schema(
            [new Field("ok", DoubleType.Default, false), new Field("a", new ListType(StringType.Default), true), new Field("b", new StructType([new Field("x", DoubleType.Default, true)]), true)], null);

        // when
        var error = Assert.Throws<DataFormatException>(() => new ParquetFormat().CreateWriter(new MemoryStream(), schema));

        // then
        Assert.Contains("'a'", error.Message);
        Assert.Contains("'b'", error.Message);
        Assert.DoesNotContain("'ok'", error.Message);
    }

    [Fact]
    public void CreateWriter_GivenAnyRows_ReadsThemBackExactly()
    {
        // given
        var missing = Gen.Frequency((1, Gen.Const(true)), (4, Gen.Const(false)));
        var numbers = Gen.Select(missing, Gen.Double, (none, value) => none ? double.NaN : value).Array[0, 300];
        var words = Gen.OneOf(Gen.String[0, 30], Gen.Int[0, 2].Select(i => "abc"[i].ToString()));
        var texts = Gen.Select(missing, words, (none, value) => none ? null : value.Replace('\uFFFE', 'x')).Array[300];
        var longs = Gen.Select(missing, Gen.Long, (none, value) => none ? (long?)null : value).Array[300];
        var flags = Gen.Select(missing, Gen.Bool, (none, value) => none ? (bool?)null : value).Array[300];
        var rowsOfGroup = Gen.Int[1, 400];

        Gen.Select(numbers, texts, longs, flags, rowsOfGroup).Sample((d, s, l, b, groupRows) =>
        {
            if (d.Length == 0 || s.Any(t => t is not null && !IsText(t)))
            {
                return true;
            }

            var doubles = new DoubleArray.Builder().AppendRange(d).Build();
            var strings = s.Take(d.Length).Aggregate(new StringArray.Builder(), (t, v) => v is null ? t.AppendNull() : t.Append(v)).Build();
            var integers = l.Take(d.Length).Aggregate(new Int64Array.Builder(), (t, v) => v is null ? t.AppendNull() : t.Append(v.Value)).Build();
            var booleans = b.Take(d.Length).Aggregate(new BooleanArray.Builder(), (t, v) => v is null ? t.AppendNull() : t.Append(v.Value)).Build();
            var schema = new Schema(
                [new("d", DoubleType.Default, true), new("s", StringType.Default, true), new("l", Int64Type.Default, true), new("b", BooleanType.Default, true)], null);
            using var batch = new RecordBatch(schema, [doubles, strings, integers, booleans], d.Length);
            var format = new ParquetFormat { RowGroupRows = groupRows };
            using var file = new MemoryStream();
            using (var writer = format.CreateWriter(file, schema))
            {
                writer.Write(batch);
                writer.Complete();
            }

            // when
            var bytes = file.ToArray();
            var source = new FormatSource("memory", () => new MemoryStream(bytes)) { OpenSeekableStream = () => new MemoryStream(bytes), BatchRows = 64 };
            using var reader = format.Open(source, schema);
            var read = Rows.Of(reader);

            // then
            return read.Count == d.Length && Enumerable.Range(0, d.Length).All(i =>
                Equals(read[i][0], d[i]) && Equals(read[i][1], s[i]) && Equals(read[i][2], l[i]) && Equals(read[i][3], b[i]));
        }, iter: 300);
    }

    private static bool IsText(string text) =>
        System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)) == text;

    internal static void Write(string path, ParquetFormat format, Schema schema, params RecordBatch[] batches)
    {
        using var file = File.Create(path);
        using var writer = format.CreateWriter(file, schema);
        foreach (var batch in batches)
        {
            writer.Write(batch);
        }

        writer.Complete();
    }

    // A row with a value everywhere, a row with none, a row of other values.
    private static (Schema Schema, RecordBatch Batch) Everything()
    {
        var vector = new FixedSizeListType(new Field("item", FloatType.Default, false), 2);
        var at = new TimestampType(TimeUnit.Microsecond, (string?)null);
        var schema = new Schema(
            [
                new("d", DoubleType.Default, true), new("f", FloatType.Default, true), new("i8", Int8Type.Default, true),
                new("u32", UInt32Type.Default, true), new("i64", Int64Type.Default, true), new("u64", UInt64Type.Default, true),
                new("flag", BooleanType.Default, true), new("text", StringType.Default, true), new("bytes", BinaryType.Default, true),
                new("day", Date32Type.Default, true), new("stamp", at, true), new("v", vector, true),
            ], null);
        var items = new FloatArray.Builder().AppendRange([1f, float.NaN, 0, 0, 5f, 6f]).Build();
        var lists = new FixedSizeListArray(vector, 3, items, new ArrowBuffer(new byte[] { 0b101 }), 1);
        IArrowArray[] columns =
        [
            new DoubleArray.Builder().Append(1.5).Append(double.NaN).Append(-2.5).Build(),
            new FloatArray.Builder().Append(-0.25f).AppendNull().Append(2).Build(),
            new Int8Array.Builder().Append(-3).AppendNull().Append(4).Build(),
            new UInt32Array.Builder().Append(4_000_000_000).AppendNull().Append(1).Build(),
            new Int64Array.Builder().Append(long.MinValue).AppendNull().Append(1).Build(),
            new UInt64Array.Builder().Append(ulong.MaxValue).AppendNull().Append(1).Build(),
            new BooleanArray.Builder().Append(true).AppendNull().Append(false).Build(),
            new StringArray.Builder().Append("ä\0\"").AppendNull().Append("").Build(),
            new BinaryArray.Builder().Append([0, 255]).AppendNull().Append([1]).Build(),
            new Date32Array.Builder().Append(new DateTime(2020, 2, 29)).AppendNull().Append(new DateTime(1960, 1, 1)).Build(),
            new TimestampArray(at, new ArrowBuffer(System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>(new[] { -250_000L, 0, 7 }).ToArray()),
                new ArrowBuffer(new byte[] { 0b101 }), 3, 1, 0),
            lists,
        ];
        return (schema, new RecordBatch(schema, columns, 3));
    }
}
