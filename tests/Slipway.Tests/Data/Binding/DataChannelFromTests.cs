using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Tests.Data.Binding;

public class DataChannelFromTests
{
    private static readonly AllTypes Low = new(
        sbyte.MinValue, 0, short.MinValue, 0, int.MinValue, 0, long.MinValue, 0, -1.5f, double.MinValue, -12.25m, false, "ä", Grade.Poor,
        [1, 2], new float[] { 3, 4 }, [5, 6], [7, 8]);

    private static readonly AllTypes High = new(
        sbyte.MaxValue, byte.MaxValue, short.MaxValue, ushort.MaxValue, int.MaxValue, uint.MaxValue, long.MaxValue, ulong.MaxValue, 0.1f,
        0.1, 1e15m, true, "", Grade.Good, [-1, -2], new float[] { -3, -4 }, [-5, -6], [254, 255]);

    [Fact]
    public void From_GivenEveryType_MakesColumnsOfTheirArrowTypes()
    {
        using var reader = DataChannel.From([Low, High]).Open();

        Assert.Equal(
            [ArrowTypeId.Int8, ArrowTypeId.UInt8, ArrowTypeId.Int16, ArrowTypeId.UInt16, ArrowTypeId.Int32, ArrowTypeId.UInt32,
             ArrowTypeId.Int64, ArrowTypeId.UInt64, ArrowTypeId.Float, ArrowTypeId.Double, ArrowTypeId.Double, ArrowTypeId.Boolean,
             ArrowTypeId.String, ArrowTypeId.String, ArrowTypeId.FixedSizeList, ArrowTypeId.FixedSizeList, ArrowTypeId.FixedSizeList,
             ArrowTypeId.FixedSizeList],
            reader.Schema.FieldsList.Select(f => f.DataType.TypeId));
        using var batch = reader.Read()!;
        Assert.Equal([long.MinValue, long.MaxValue], ((Int64Array)batch.Column("I64")).Values.ToArray());
        Assert.Equal([0, ulong.MaxValue], ((UInt64Array)batch.Column("U64")).Values.ToArray());
        Assert.Equal([-12.25, 1e15], ((DoubleArray)batch.Column("Money")).Values.ToArray());
        Assert.Equal([false, true], ((BooleanArray)batch.Column("Flag")).Select(v => v!.Value));
        Assert.Equal("Poor", ((StringArray)batch.Column("Grade")).GetString(0));
        Assert.Equal("Good", ((StringArray)batch.Column("Grade")).GetString(1));
        Assert.Equal([5, 6, -5, -6], ((DoubleArray)((FixedSizeListArray)batch.Column("Doubles")).Values).Values.ToArray());
        Assert.Equal([7, 8, 254, 255], ((UInt8Array)((FixedSizeListArray)batch.Column("Bytes")).Values).Values.ToArray());
        Assert.Null(reader.Read());
    }

    [Fact]
    public void From_GivenNulls_MarksThemMissing()
    {
        var nothing = new AllNullable(null, null, null, null, null, null, null, null, null, null, null, null, null, null);
        var all = new AllNullable(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, true, "t", Grade.Good);

        using var reader = DataChannel.From([nothing, all]).Open();
        using var batch = reader.Read()!;

        Assert.All(batch.Arrays, a =>
        {
            Assert.Equal(1, a.NullCount);
            Assert.True(a.IsNull(0));
            Assert.False(a.IsNull(1));
        });
        Assert.Equal(5, ((Int32Array)batch.Column("I32")).GetValue(1));
        Assert.Equal(11, ((DoubleArray)batch.Column("Money")).GetValue(1));
        Assert.Equal("Good", ((StringArray)batch.Column("Grade")).GetString(1));
    }

    [Fact]
    public void From_GivenEveryType_ComesBack()
    {
        var back = DataChannel.From([Low, High]).ToRecords<AllTypes>();

        Assert.Equal(2, back.Count);
        foreach (var (expected, actual) in new[] { Low, High }.Zip(back))
        {
            Assert.Equal(
                expected,
                actual with { Floats = expected.Floats, Memory = expected.Memory, Doubles = expected.Doubles, Bytes = expected.Bytes });
            Assert.Equal(expected.Floats, actual.Floats);
            Assert.Equal(expected.Memory.ToArray(), actual.Memory.ToArray());
            Assert.Equal(expected.Doubles, actual.Doubles);
            Assert.Equal(expected.Bytes, actual.Bytes);
        }
    }

    [Fact]
    public void From_GivenManyRows_CutsBatchesAndRereadsTheSame()
    {
        var enumerations = 0;
        IEnumerable<Point> Rows()
        {
            enumerations++;
            for (var i = 0; i < 10_000; i++)
            {
                yield return new Point(i, -i, i % 3 == 0 ? null : i);
            }
        }

        var channel = DataChannel.From(Rows());
        Assert.Equal(0, enumerations);
        for (var pass = 1; pass <= 2; pass++)
        {
            using var reader = channel.Open();
            var lengths = new List<int>();
            var row = 0;
            while (reader.Read() is { } batch)
            {
                using (batch)
                {
                    lengths.Add(batch.Length);
                    for (var i = 0; i < batch.Length; i++, row++)
                    {
                        Assert.Equal(row, ((FloatArray)batch.Column(0)).GetValue(i));
                        Assert.Equal(-row, ((DoubleArray)batch.Column(1)).GetValue(i));
                        Assert.Equal(row % 3 == 0 ? null : row, ((Int32Array)batch.Column(2)).GetValue(i));
                    }
                }
            }

            Assert.Equal([4096, 4096, 1808], lengths);
            Assert.Equal(pass, enumerations);
        }
    }

    [Fact]
    public async Task From_GivenAsyncRows_EnumeratesThemOnce()
    {
        var enumerations = 0;
        async IAsyncEnumerable<Point> Rows()
        {
            enumerations++;
            for (var i = 0; i < 5_000; i++)
            {
                if (i % 1000 == 0)
                {
                    await Task.Yield();
                }

                yield return new Point(i, i, i);
            }
        }

        var channel = DataChannel.From(Rows());
        Assert.Equal(0, enumerations);
        var first = await Task.Run(() => Sum(channel));
        var second = await Task.Run(() => Sum(channel));

        Assert.Equal(1, enumerations);
        Assert.Equal(5_000L * 4_999 / 2, first);
        Assert.Equal(first, second);
    }

    [Fact]
    public void From_GivenAFailingAsyncSource_FailsWithItsErrorAndTriesAgain()
    {
        var enumerations = 0;
        async IAsyncEnumerable<Point> Rows()
        {
            await Task.Yield();
            yield return new Point(1, 2, 3);
            if (++enumerations == 1)
            {
                throw new InvalidOperationException("no network");
            }
        }

        var channel = DataChannel.From(Rows());

        Assert.Equal("no network", Assert.Throws<InvalidOperationException>(() => channel.Open()).Message);
        Assert.Equal(3, Sum(channel));
    }

    [Fact]
    public void From_GivenAnAttributeOnAParameter_NamesTheColumn()
    {
        using var reader = DataChannel.From([new Wine(1, 2, "a")]).WithLabel("Band").Open();

        Assert.Equal(["Alcohol", "malic acid %", "Band"], reader.Schema.FieldsList.Select(f => f.Name));
        Assert.Equal("Band", reader.Roles.Label);
        Assert.Equal("in-memory Wine records", reader.Description);
    }

    [Fact]
    public void From_GivenAnonymousRows_ReadsThem()
    {
        using var reader = DataChannel.From(new[] { 1, 2 }.Select(i => new { Number = i, Text = $"n{i}" })).Open();
        using var batch = reader.Read()!;

        Assert.Equal("n2", ((StringArray)batch.Column("Text")).GetString(1));
    }

    [Fact]
    public void From_GivenADate_SaysWhatToDo()
    {
        var error = Assert.Throws<ArgumentException>(() => DataChannel.From([new Dated(1, default)]));

        Assert.Contains("'DateTime When' of Dated", error.Message, StringComparison.Ordinal);
        Assert.Contains("days since", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(5_000, 3)]
    public void From_GivenAVectorOfAnotherLength_NamesTheRow(int badRow, int badLength)
    {
        var rows = Enumerable.Range(1, 6_000).Select(i => new { V = new float[i == badRow ? badLength : 4] });

        var error = Assert.Throws<DataFormatException>(() => DataChannel.From(rows).Drain());

        Assert.Equal(badRow, error.Line);
        Assert.Equal("V", error.Column);
        Assert.Contains($"{badLength} values", error.Message, StringComparison.Ordinal);
        Assert.Contains("expected 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_GivenNullVectorsFirst_FillsThemOnceTheWidthIsKnown()
    {
        float[]?[] rows = [null, [1, 2], null];

        using var reader = DataChannel.From(rows.Select(v => new { V = v })).Open();
        using var batch = reader.Read()!;
        var list = (FixedSizeListArray)batch.Column(0);

        Assert.Equal([true, false, true], Enumerable.Range(0, 3).Select(list.IsNull));
        Assert.Equal([0, 0, 1, 2, 0, 0], ((FloatArray)list.Values).Values.ToArray());
    }

    [Fact]
    public void From_GivenNoRows_FailsWhenOpened()
    {
        Assert.Contains(
            "no rows", Assert.Throws<DataFormatException>(() => DataChannel.From<Wine>([]).Open()).Message, StringComparison.Ordinal);
        Assert.Contains(
            "no rows", Assert.Throws<DataFormatException>(() => DataChannel.From<AllTypes>([]).Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_GivenANullRecord_NamesTheRow()
    {
        var error = Assert.Throws<DataFormatException>(() => DataChannel.From<Wine>([new Wine(1, 2, "a"), null!]).Open());

        Assert.Equal(2, error.Line);
    }

    [Fact]
    public void From_GivenAFailedEnumeration_DisposesTheEnumerator()
    {
        var disposed = false;
        IEnumerable<Wine> Rows()
        {
            try
            {
                yield return null!;
            }
            finally
            {
                disposed = true;
            }
        }

        Assert.Throws<DataFormatException>(() => DataChannel.From(Rows()).Open());

        Assert.True(disposed);
    }

    [Fact]
    public void From_IsLocalOnlyAndSaysWhy() =>
        Assert.Equal(
            ["in-memory Wine records", "Where<Wine>", "Map<Wine, Point>"],
            DataChannel.From([new Wine(1, 2, "a")]).Where<Wine>(_ => true).Map<Wine, Point>(_ => default).LocalOnlyReasons);

    private static long Sum(DataChannel channel) => channel.ToRecords<Point>().Sum(p => (long)(p.Label ?? 0));
}
