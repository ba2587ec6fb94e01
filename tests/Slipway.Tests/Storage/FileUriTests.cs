using CsCheck;
using Slipway.Storage;

namespace Slipway.Tests.Storage;

public class FileUriTests
{
    [Fact]
    public void FromPath_GivenAnyName_RoundTrips() =>
        Gen.String[Gen.Char["abcZ09 #%?*+&=;:@[]()!'~-_.,é漢\"<>|"], 1, 20].Where(n => n is not ("." or "..")).Sample(name =>
        {
            var path = Path.GetFullPath(Path.Combine(Path.GetTempPath(), "slipway", name));

            Assert.Equal(path, FileUri.ToPath(FileUri.FromPath(path)));
            Assert.Equal(path, FileUri.ToPath(new Uri(FileUri.FromPath(path).AbsoluteUri)));
        });

    [Fact]
    public void FromPath_GivenPlainPath_EqualsTheUriThatAUserWrites() =>
        Assert.Equal(new Uri("file:///data/a*b(1)/x=1,2.csv"), FileUri.FromPath("/data/a*b(1)/x=1,2.csv"));
}
