namespace Slipway.Tests;

public class SmokeTests
{
    [Fact]
    public void Framework_GivenBuild_IsNet10() => Assert.Equal(10, Environment.Version.Major);
}
