using Slipway.Storage;

namespace Slipway.S3.Tests.Store;

public class PartSizesTests
{
    [Theory]
    [InlineData(5 << 20)]
    [InlineData(8 << 20)]
    [InlineData(1 << 30)]
    public void Of_GivenAllParts_HoldsTheLargestObject(int partSize)
    {
        var sizes = Enumerable.Range(1, PartSizes.MostParts).Select(n => PartSizes.Of(partSize, n)).ToList();

        Assert.True(sizes.Sum() >= 5L << 40, $"{sizes.Sum()} bytes, and S3 takes 5 TiB");
        Assert.Equal(partSize, sizes[0]);
        Assert.All(sizes.Zip(sizes.Skip(1)), pair => Assert.True(pair.First <= pair.Second));
        Assert.True(sizes[^1] <= PartSizes.LargestPart);
    }

    [Fact]
    public void Of_GivenGigabytes_StaysSmall() => Assert.All(Enumerable.Range(1, 900), n => Assert.Equal(8 << 20, PartSizes.Of(8 << 20, n)));
}
