using Apache.Arrow;
using Slipway.Features;
using Slipway.Memory;

namespace Slipway.Tests.Features.Fitting;

public class RetainedBatchesTests
{
    [Fact]
    public void Take_GivenBatchesOfEveryKind_GivesThemBackInOrder()
    {
        // Given batches of decimals, of doubles that do not pack, with text beside numbers and with text only.
        using var allocator = new BlockAllocator();
        using var retained = new RetainedBatches(long.MaxValue, allocator);
        var expected = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            var batch = Batch(i);
            expected.Add(Show(batch));
            retained.Add(batch);
        }

        // When they are taken, each disposed before the next.
        var found = new List<string>();
        while (retained.Take() is { } batch)
        {
            using (batch)
            {
                found.Add(Show(batch));
            }
        }

        // Then all are there, with every bit.
        Assert.True(retained.IsComplete);
        Assert.Equal(expected, found);
    }

    [Fact]
    public void Add_GivenDecimals_HoldsTwiceWhatDoublesTake()
    {
        // Given batches of 100 rows with two columns of decimals: 1,600 bytes as doubles, 800 packed.
        using var allocator = new BlockAllocator();
        using var retained = new RetainedBatches(8_000, allocator);

        // When ten are added.
        for (var i = 0; i < 10; i++)
        {
            retained.Add(Decimals(i, 100));
        }

        // Then they fit, and one more does not.
        Assert.True(retained.IsComplete);
        retained.Add(Decimals(10, 100));
        Assert.False(retained.IsComplete);
        Assert.Null(retained.Take());
    }

    [Fact]
    public void Add_GivenBatchesThatDoNotFit_KeepsNone()
    {
        // Given a limit below the first batch.
        using var allocator = new BlockAllocator();
        using var retained = new RetainedBatches(10, allocator);

        // When batches are added.
        retained.Add(Batch(0));
        retained.Add(Batch(1));

        // Then none is kept.
        Assert.False(retained.IsComplete);
        Assert.Null(retained.Take());
    }

    private static RecordBatch Decimals(int seed, int rows) => new RecordBatch.Builder()
        .Append("a", false, c => c.Double(b => b.AppendRange(Enumerable.Range(0, rows).Select(r => (r + seed) / 100.0))))
        .Append("b", false, c => c.Double(b => b.AppendRange(Enumerable.Range(0, rows).Select(r => r % 7 == 0 ? double.NaN : r))))
        .Build();

    private static RecordBatch Batch(int seed)
    {
        var rows = 1 + (seed * 37 % 101);
        return (seed % 4) switch
        {
            0 => Decimals(seed, rows),
            1 => new RecordBatch.Builder()
                .Append("a", false, c => c.Double(b => b.AppendRange(Enumerable.Range(0, rows).Select(r => 1.0 / (r + seed)))))
                .Append("b", false, c => c.Double(b => b.AppendRange(Enumerable.Range(0, rows).Select(r => (double)r))))
                .Build(),
            2 => new RecordBatch.Builder()
                .Append("a", false, c => c.Double(b => b.AppendRange(Enumerable.Range(0, rows).Select(r => r / 10.0))))
                .Append("b", false, c => c.Double(b => b.AppendRange(Enumerable.Range(0, rows).Select(r => r / 1000.0))))
                .Append("t", true, c => c.String(b => b.AppendRange(Enumerable.Range(0, rows).Select(r => r % 3 == 0 ? null! : $"{r % 5}"))))
                .Build(),
            _ => new RecordBatch.Builder()
                .Append("t", true, c => c.String(b => b.AppendRange(Enumerable.Range(0, rows).Select(r => $"text {r}"))))
                .Build(),
        };
    }

    private static string Show(RecordBatch batch) => string.Join(";", batch.Arrays.Select((array, i) =>
        batch.Schema.FieldsList[i].Name + ":" + string.Join(",", Enumerable.Range(0, array.Length).Select(r => array switch
        {
            DoubleArray doubles => BitConverter.DoubleToInt64Bits(doubles.GetValue(r)!.Value).ToString("x", System.Globalization.CultureInfo.InvariantCulture),
            StringArray texts => texts.GetString(r) ?? "<null>",
            _ => throw new NotSupportedException(array.GetType().Name),
        }))));
}
