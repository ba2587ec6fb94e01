using Apache.Arrow;
using CsCheck;

namespace Slipway.Tests.Data;

public class DataChannelSplitTests
{
    [Fact]
    public void Split_GivenAnySizeAndSeed_IsDisjointAndCompleteAndRepeats() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[1, 50], Gen.Double[0.01, 0.99], Gen.ULong).Sample((rows, batch, fraction, seed) =>
        {
            var (train, validation) = Rows.Channel(rows, batch).Split(fraction, seed);

            var (first, second) = (Rows.ReadIds(train), Rows.ReadIds(validation));

            Assert.Equal(Enumerable.Range(0, rows).Select(i => (long)i), first.Concat(second).Order());
            Assert.Equal(first.Order(), first);
            Assert.Equal(first, Rows.ReadIds(train));
        });

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void Split_GivenManyRows_HasAboutTheFraction(double fraction)
    {
        // Six standard deviations of a binomial: fails for a wrong hash, not by chance (the seed is fixed).
        const int Count = 100_000;
        var first = Rows.ReadIds(Rows.Channel(Count, 4096).Split(fraction, seed: 7).Train).Count;

        Assert.Equal(fraction * Count, first, tolerance: 6 * Math.Sqrt(Count * fraction * (1 - fraction)));
    }

    [Fact]
    public void Split_GivenOtherBatchSizes_PicksTheSameRows() =>
        Assert.Equal(Rows.ReadIds(Rows.Channel(500, 3).Split(0.6, 9).Train), Rows.ReadIds(Rows.Channel(500, 77).Split(0.6, 9).Train));

    [Fact]
    public void Split_GivenSeedOne_PicksTheRowsThatItAlwaysPicked() =>

        // Golden: a change of the hash would give every user another split.
        Assert.Equal(string.Join(",", GoldenTrain), string.Join(",", Rows.ReadIds(Rows.Channel(24).Split(0.5, seed: 1).Train)));

    [Fact]
    public void Split_GivenTheSameSeedTwice_SplitsThePartsIndependently()
    {
        var half = Rows.Channel(20_000, 1000).Split(0.5, seed: 3).Train;

        var quarter = Rows.ReadIds(half.Split(0.5, seed: 3).Train).Count;

        Assert.InRange(quarter, 4_600, 5_400);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.2)]
    [InlineData(double.NaN)]
    public void Split_GivenFractionOutsideZeroToOne_Throws(double fraction) =>
        Assert.Contains(
            "above 0 and below 1", Assert.Throws<ArgumentOutOfRangeException>(() => Rows.Channel(5).Split(fraction)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void SplitStratified_GivenAnyLabels_KeepsEachShareExactly() =>
        Gen.Select(Gen.Int[0, 4].Array[1, 200], Gen.Double[0.05, 0.95], Gen.ULong, Gen.Int[1, 40])
            .Sample((labels, fraction, seed, batchSize) =>
        {
            var channel = Labelled(labels, batchSize);

            var (train, validation) = channel.Split(fraction, seed, stratified: true);

            var (first, second) = (Rows.ReadIds(train), Rows.ReadIds(validation));
            Assert.Equal(Enumerable.Range(0, labels.Length).Select(i => (long)i), first.Concat(second).Order());
            foreach (var label in labels.Distinct())
            {
                var n = labels.Count(l => l == label);
                var k = first.Count(i => labels[i] == label);
                if (n > 1)
                {
                    Assert.Equal(Math.Clamp((int)Math.Round(fraction * n, MidpointRounding.AwayFromZero), 1, n - 1), k);
                }
            }

            Assert.Equal(first, Rows.ReadIds(train));
        });

    [Fact]
    public void SplitStratified_GivenLabelSetAfterwards_FindsIt()
    {
        int[] labels = [0, 0, 0, 0, 1, 1];

        var (train, _) = LabelledRaw(labels, 4).Split(0.5, stratified: true);

        Assert.Equal(3, Rows.ReadIds(train.WithLabel("label")).Count);
    }

    [Fact]
    public void SplitStratified_GivenBothPartsReadAtOnce_ReadsTheLabelsOnce()
    {
        var passes = 0;
        var channel = DataChannel.FromArrow(LabelSchema, () =>
        {
            Interlocked.Increment(ref passes);
            return LabelBatches([.. Enumerable.Range(0, 1000).Select(i => i % 3)], 100);
        }).WithLabel("label");
        var (train, validation) = channel.Split(0.7, seed: 2, stratified: true);
        var counts = new int[8];

        Parallel.For(0, counts.Length, i => counts[i] = Rows.ReadIds(i % 2 == 0 ? train : validation).Count);

        Assert.Equal(8 + 1, passes);
        Assert.All(counts, (count, i) => Assert.Equal(i % 2 == 0 ? 700 : 300, count));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("bool")]
    [InlineData("int8")]
    [InlineData("uint64")]
    public void SplitStratified_GivenAnyClassType_TreatsNullAsAClass(string column)
    {
        using var batch = Rows.Gallery(60, seed: 3);
        var channel = DataChannel.FromArrow([batch]).WithLabel(column);

        var (train, validation) = channel.Split(0.5, stratified: true);

        var at = batch.Schema.GetFieldIndex(column, StringComparer.Ordinal);
        var nulls = batch.Column(at).NullCount;
        int Nulls(DataChannel part) => Rows.Read(part).Count(r => r.Split('|')[at] == "null");
        Assert.Equal((int)Math.Round(nulls * 0.5, MidpointRounding.AwayFromZero), Nulls(train));
        Assert.Equal(nulls, Nulls(train) + Nulls(validation));
    }

    [Fact]
    public void SplitStratified_GivenAMeasurement_SaysSo()
    {
        using var batch = Rows.Gallery(20);
        var (train, _) = DataChannel.FromArrow([batch]).WithLabel("double").Split(0.5, stratified: true);

        using var reader = OpenOrThrow(train, out var error);

        Assert.Equal("double", error.Column);
        Assert.Contains("Split without stratified", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SplitStratified_GivenNoLabel_SaysSo()
    {
        var (train, _) = Rows.Channel(5).Split(0.5, stratified: true);

        using var reader = OpenOrThrow(train, out var error);

        Assert.Contains("WithLabel", error.Message, StringComparison.Ordinal);
        Assert.Contains("'id'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SplitStratified_GivenSourceThatGrew_SaysSo()
    {
        var rows = 10;
        var channel = DataChannel.FromArrow(LabelSchema, () => LabelBatches(new int[rows], 100)).WithLabel("label");
        var (train, _) = channel.Split(0.5, stratified: true);
        Assert.Equal(5, Rows.ReadIds(train).Count);
        rows = 11;

        var error = Assert.Throws<DataFormatException>(() => Rows.ReadIds(train));

        Assert.Contains("more rows than the 10", error.Message, StringComparison.Ordinal);
    }

    private static readonly long[] GoldenTrain = [0, 1, 2, 3, 5, 7, 8, 10, 12, 19, 20, 21, 22];

    private static readonly Schema LabelSchema = LabelBatches([0], 1)[0].Schema;

    private static DataChannel LabelledRaw(int[] labels, int batchSize) =>
        DataChannel.FromArrow(LabelSchema, () => LabelBatches(labels, batchSize));

    private static DataChannel Labelled(int[] labels, int batchSize) => LabelledRaw(labels, batchSize).WithLabel("label");

    private static List<RecordBatch> LabelBatches(int[] labels, int batchSize) => [.. labels.Index().Chunk(batchSize)
        .Select(chunk => new RecordBatch.Builder()
        .Append("id", false, new Int64Array.Builder().AppendRange(chunk.Select(c => (long)c.Index)).Build())
        .Append("label", false, new StringArray.Builder().AppendRange(chunk.Select(c => "class " + c.Item)).Build()).Build())];

    private static Slipway.Data.ChannelReader? OpenOrThrow(DataChannel channel, out DataFormatException error)
    {
        error = Assert.Throws<DataFormatException>(() => channel.Open().Read());
        return null;
    }
}
