using System.Runtime.InteropServices;

namespace Slipway.Packages.Tests;

public class NativeAotTests
{
    [Fact]
    public async Task NativeAotSample_GivenPublish_TrainsSavesLoadsAndPredicts()
    {
        if (NativeToolchain.WhyMissing() is { } reason)
        {
            Assert.Skip(reason);
        }

        using var folder = new TemporaryFolder();
        var sample = Path.Combine(Repository.Root, "samples", "NativeAot");

        // Trim and AOT warnings are errors in this repository: a clean publish is half of what this test shows.
        await ShellCommand.RunAsync(
            Repository.Root, "dotnet", "publish", sample, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier,
            "--artifacts-path", folder.Combine("artifacts"), "-o", folder.Combine("published"));
        var output = await ShellCommand.RunAsync(folder.Path, folder.Combine("published", "NativeAot"));

        Assert.False(File.Exists(folder.Combine("published", "NativeAot.dll")), "The sample was published as managed code.");
        Assert.EndsWith("native: ok", output.TrimEnd(), StringComparison.Ordinal);
    }
}
