using System.Text.Json.Nodes;

namespace Slipway.Streaming.Tests;

public class DriftTests
{
    // scipy.stats.ks_2samp of the same numbers, scipy 1.10
    [Theory]
    [InlineData(new[] { 1f, 2, 3, 4, 5 }, new[] { 3f, 4, 5, 6, 7, 8 }, 0.5)]
    [InlineData(new[] { 1f, 1, 1, 2 }, new[] { 1f, 2, 2, 2 }, 0.5)]
    [InlineData(new[] { 1f, 2, 3 }, new[] { 1f, 2, 3 }, 0.0)]
    [InlineData(new[] { 1f, 2 }, new[] { 3f, 4, 5 }, 1.0)]
    public void Distance_GivenSamples_IsTheLargestGapOfTheirDistributions(float[] first, float[] second, double expected) =>
        Assert.Equal(expected, KolmogorovSmirnov.Distance(first, second), 12);

    [Fact]
    public void Distance_GivenRandomSamples_MatchesTheDefinition()
    {
        var random = new Random(3);
        for (var round = 0; round < 50; round++)
        {
            var first = Sorted(random, 1 + random.Next(40), 8);
            var second = Sorted(random, 1 + random.Next(40), 8);
            var expected = first.Concat(second).Max(
                x => Math.Abs(((double)first.Count(v => v <= x) / first.Length) - ((double)second.Count(v => v <= x) / second.Length)));
            Assert.Equal(expected, KolmogorovSmirnov.Distance(first, second), 12);
        }
    }

    [Fact]
    public void PValue_GivenKolmogorovsTable_AgreesWithIt()
    {
        // Critical values of the limit distribution: 1.3581 at 5%, 1.6276 at 1%.
        Assert.Equal(0.05, KolmogorovSmirnov.PValue(1.3581 / Math.Sqrt(5_000_000), 10_000_000, 10_000_000), 3);
        Assert.Equal(0.01, KolmogorovSmirnov.PValue(1.6276 / Math.Sqrt(5_000_000), 10_000_000, 10_000_000), 3);
        Assert.Equal(1, KolmogorovSmirnov.PValue(0, 100, 100));
    }

    [Fact]
    public void PValue_GivenSamplesOfOneDistribution_RejectsAsOftenAsItSays()
    {
        var random = new Random(11);
        var rejected = 0;
        for (var i = 0; i < 2000; i++)
        {
            var (first, second) = (Sorted(random, 100), Sorted(random, 150));
            rejected += KolmogorovSmirnov.PValue(KolmogorovSmirnov.Distance(first, second), 100, 150) < 0.05 ? 1 : 0;
        }

        Assert.InRange(rejected, 50, 130); // 100 expected, less because distances are discrete
    }

    [Fact]
    public void Compare_GivenCountsByHand_GivesTheIndexByHand()
    {
        // given: three values, so three intervals of 50, 30, 20 of 100
        float[] reference = [.. Enumerable.Repeat(1f, 50), .. Enumerable.Repeat(2f, 30), .. Enumerable.Repeat(3f, 20)];
        float[] now = [.. Enumerable.Repeat(1f, 20), .. Enumerable.Repeat(2f, 30), .. Enumerable.Repeat(3f, 50)];

        // when
        var (index, _) = new PopulationStability(reference, 10).Compare(now);

        // then: (0.2 - 0.5) ln(0.2 / 0.5) + 0 + (0.5 - 0.2) ln(0.5 / 0.2)
        Assert.Equal((-0.3 * Math.Log(0.4)) + (0.3 * Math.Log(2.5)), index, 12);
    }

    [Fact]
    public void Compare_GivenSamplesOfOneDistribution_StaysBelowChance()
    {
        var random = new Random(5);
        var above = 0;
        for (var i = 0; i < 1000; i++)
        {
            var (index, byChance) = new PopulationStability(Sorted(random, 500), 10).Compare(Sorted(random, 300));
            above += index > byChance ? 1 : 0;
        }

        Assert.InRange(above, 0, 6); // 1 in 1,000 expected
    }

    [Fact]
    public void Add_GivenErrorThatStaysTheSame_FindsHardlyAnything()
    {
        var random = new Random(7);
        var window = new AdaptiveWindow(0.002);
        var found = 0;
        for (var i = 0; i < 100_000; i++)
        {
            found += window.Add(random.NextDouble() < 0.2 ? 1 : 0, out _) ? 1 : 0;
        }

        Assert.InRange(found, 0, 2);
        Assert.InRange(window.Mean, 0.18, 0.22);
    }

    [Theory]
    [InlineData(0.1, 0.4, true)]
    [InlineData(0.4, 0.1, false)]
    public void Add_GivenErrorThatChanges_ReportsARiseAndForgetsThePast(double before, double after, bool rises)
    {
        // given
        var random = new Random(9);
        var window = new AdaptiveWindow(0.002);
        for (var i = 0; i < 10_000; i++)
        {
            window.Add(random.NextDouble() < before ? 1 : 0, out _);
        }

        // when
        int? found = null;
        var was = 0.0;
        for (var i = 0; i < 3_000; i++)
        {
            if (window.Add(random.NextDouble() < after ? 1 : 0, out var reference))
            {
                (found, was) = (found ?? i, found is null ? reference : was);
            }
        }

        // then
        Assert.Equal(rises, found is not null);
        Assert.InRange(window.Mean, after - 0.05, after + 0.05);
        if (rises)
        {
            Assert.InRange(found!.Value, 10, 400);
            Assert.InRange(was, before - 0.05, before + 0.05);
        }
    }

    [Fact]
    public void Restore_GivenSavedWindow_GoesOnAsTheSame()
    {
        // given
        var random = new Random(13);
        var window = new AdaptiveWindow(0.002);
        for (var i = 0; i < 5_000; i++)
        {
            window.Add(random.NextDouble(), out _);
        }

        // when
        var copy = new AdaptiveWindow(0.002);
        copy.Restore(JsonNode.Parse(window.Save().ToJsonString())!);

        // then
        for (var i = 0; i < 3_000; i++)
        {
            var value = Math.Min(1, random.NextDouble() + 0.2);
            Assert.Equal(window.Add(value, out var first), copy.Add(value, out var second));
            Assert.Equal(first, second);
            Assert.Equal(window.Mean, copy.Mean);
        }
    }

    [Fact]
    public void Next_GivenManyWindows_ChoosesEveryRowEquallyOften()
    {
        // given
        var chosen = new int[20];
        for (var window = 1; window <= 4000; window++)
        {
            // when
            var reservoir = new SampleReservoir(5, 1, seed: 1);
            for (var row = 0; row < 20; row++)
            {
                if (reservoir.Next(window) is { IsEmpty: false } room)
                {
                    room[0] = row;
                }
            }

            foreach (var row in reservoir.Sorted(0))
            {
                chosen[(int)row]++;
            }
        }

        // then: 1,000 each, give or take five deviations
        Assert.All(chosen, n => Assert.InRange(n, 860, 1140));
    }

    private static float[] Sorted(Random random, int count, int? levels = null)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = levels is { } n ? random.Next(n) : random.NextSingle();
        }

        Array.Sort(values);
        return values;
    }
}
