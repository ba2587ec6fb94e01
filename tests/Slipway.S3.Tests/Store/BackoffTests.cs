using Slipway.Storage;

namespace Slipway.S3.Tests.Store;

public class BackoffTests
{
    [Theory]
    [InlineData(1, false, 100)]
    [InlineData(2, false, 200)]
    [InlineData(5, false, 1600)]
    [InlineData(1, true, 500)]
    [InlineData(4, true, 4000)]
    [InlineData(9, false, 20_000)]
    [InlineData(1000, true, 20_000)]
    public void Delay_GivenFailures_GrowsToItsCeiling(int failures, bool throttled, double ceiling)
    {
        var (none, half) = (new Backoff(() => 0), new Backoff(() => 0.5));

        Assert.Equal(0, none.Delay(failures, throttled).TotalMilliseconds);
        Assert.Equal(ceiling / 2, half.Delay(failures, throttled).TotalMilliseconds, 6);
    }
}
