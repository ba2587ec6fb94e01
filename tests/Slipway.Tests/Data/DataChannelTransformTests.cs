using CsCheck;

namespace Slipway.Tests.Data;

public class DataChannelTransformTests
{
    [Fact]
    public void Shard_GivenAllParts_TogetherAreTheWhole() =>
        Gen.Select(Gen.Int[0, 200], Gen.Int[1, 30], Gen.Int[1, 9]).Sample((rows, batch, count) =>
        {
            var channel = Rows.Channel(rows, batch);

            var shards = Enumerable.Range(0, count).Select(i => Rows.ReadIds(channel.Shard(i, count))).ToList();

            Assert.All(shards, (shard, i) => Assert.Equal(
                Enumerable.Range(0, rows).Where(r => r % count == i).Select(r => (long)r), shard));
        });

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(2, 2)]
    [InlineData(0, 0)]
    public void Shard_GivenNoSuchPart_Throws(int index, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Rows.Channel(3).Shard(index, count));

    [Fact]
    public void TakeAndSkip_GivenAnyNumbers_GiveTheRun() =>
        Gen.Select(Gen.Int[0, 100], Gen.Int[1, 30], Gen.Int[0, 120], Gen.Int[1, 120]).Sample((rows, batch, skip, take) =>
            Assert.Equal(
                Enumerable.Range(0, rows).Skip(skip).Take(take).Select(i => (long)i),
                Rows.ReadIds(Rows.Channel(rows, batch).Skip(skip).Take(take))));

    [Fact]
    public void Take_GivenEnoughRows_ReadsNoFurther()
    {
        var given = 0;
        var channel = DataChannel.FromArrow(Rows.IdSchema, () => Rows.Ids(100, 10).Select(b =>
        {
            given++;
            return b;
        }));

        Assert.Equal(20, Rows.ReadIds(channel.Take(20)).Count);
        Assert.Equal(2, given);
    }

    [Fact]
    public void Shuffle_GivenAnySizeThatFits_IsAStablePermutation() =>
        Gen.Select(Gen.Int[0, 400], Gen.Int[1, 60], Gen.ULong).Sample((rows, batch, seed) =>
        {
            var shuffled = Rows.Channel(rows, batch).Shuffle(seed);

            var order = Rows.ReadIds(shuffled);

            Assert.Equal(Enumerable.Range(0, rows).Select(i => (long)i), order.Order());
            Assert.Equal(order, Rows.ReadIds(shuffled));
            Assert.Equal(order, Rows.ReadIds(Rows.Channel(rows, batch + 3).Shuffle(seed)));
        });

    [Fact]
    public void Shuffle_GivenSmallBuffer_IsAPermutationWithinTheWindow() =>
        Gen.Select(Gen.Int[0, 400], Gen.Int[1, 60], Gen.Int[2, 50], Gen.ULong).Sample((rows, batch, buffer, seed) =>
        {
            var order = Rows.ReadIds(Rows.Channel(rows, batch).Shuffle(seed, bufferRows: buffer));

            Assert.Equal(Enumerable.Range(0, rows).Select(i => (long)i), order.Order());
            Assert.All(order, (id, position) => Assert.True(id - position < buffer, $"row {id} came at {position}"));
            Assert.Equal(order, Rows.ReadIds(Rows.Channel(rows, batch + 1).Shuffle(seed, bufferRows: buffer)));
        });

    [Fact]
    public void Shuffle_GivenFewBytes_StillGivesEveryRowOnce()
    {
        var order = Rows.ReadIds(Rows.Channel(1000, 10).Shuffle(5, bufferBytes: 400));

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), order.Order());
        Assert.NotEqual(order.Order(), order);
    }

    [Fact]
    public void Shuffle_GivenManySeeds_PutsEachRowEverywhereEquallyOften()
    {
        // 6 rows, 6,000 seeds: each row at each position 1,000 times; 6 standard deviations are 173.
        var counts = new int[6, 6];
        for (ulong seed = 0; seed < 6_000; seed++)
        {
            foreach (var (position, id) in Rows.ReadIds(Rows.Channel(6).Shuffle(seed)).Index())
            {
                counts[id, position]++;
            }
        }

        Assert.All(counts.Cast<int>(), count => Assert.InRange(count, 827, 1_173));
    }

    [Fact]
    public void Shuffle_GivenSeedOne_GivesTheOrderThatItAlwaysGave() =>
        Assert.Equal(string.Join(",", GoldenOrder), string.Join(",", Rows.ReadIds(Rows.Channel(10).Shuffle(seed: 1))));

    [Fact]
    public void Shuffle_GivenAllTypes_KeepsRowsTogether()
    {
        using var batch = Rows.Gallery(100, seed: 8);
        var channel = DataChannel.FromArrow([batch]);

        Assert.Equal(Rows.Texts(batch).Order(StringComparer.Ordinal), Rows.Read(channel.Shuffle(3)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Transforms_GivenAChain_ApplyInTheOrderOfTheCalls()
    {
        var channel = Rows.Channel(100);

        var takenThenSharded = Rows.ReadIds(channel.Take(10).Shard(0, 2));
        var shardedThenTaken = Rows.ReadIds(channel.Shard(0, 2).Take(10));
        var all = Rows.ReadIds(channel.Shuffle(2).Split(0.5, 3).Train.Skip(1).Take(5));

        Assert.Equal([0, 2, 4, 6, 8], takenThenSharded);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => 2L * i), shardedThenTaken);
        Assert.Equal(Rows.ReadIds(channel.Shuffle(2).Split(0.5, 3).Train).Skip(1).Take(5), all);
    }

    [Fact]
    public void ToString_GivenEverything_DescribesTheChannel()
    {
        var channel = DataChannel.FromCsv("wine.csv").WithLabel("quality").WithWeight("w").WithoutColumns("id")
            .Split(0.8, 1).Train.Shuffle(4).Take(9);

        Assert.Equal(
            "wine.csv; label 'quality'; weight 'w'; without 'id'; Split(0.8, seed 1) first part; Shuffle(seed 4); Take(9)",
            channel.ToString());
    }

    [Fact]
    public void LocalOnlyReasons_GivenMemoryOrFiles_NameWhatTiesTheChannelHere()
    {
        Assert.Equal(["in-memory Arrow batches"], Rows.Channel(1).Take(1).LocalOnlyReasons);
        Assert.Empty(DataChannel.FromCsv("wine.csv").Shuffle().LocalOnlyReasons);
    }

    private static readonly long[] GoldenOrder = [1, 7, 9, 8, 0, 3, 4, 2, 6, 5];
}
