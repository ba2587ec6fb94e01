using System.Diagnostics;

namespace Slipway.Kernels.Tests;

public class KernelPathsTests
{
    [Fact]
    public void Current_IsTheForcedPathOrElseTheWidestAvailable()
    {
        KernelPath expected = Environment.GetEnvironmentVariable(KernelPaths.EnvironmentVariable) is { Length: > 0 } forced
            ? Enum.Parse<KernelPath>(forced, ignoreCase: true)
            : Enum.GetValues<KernelPath>().Where(KernelPaths.IsAvailable).Max();

        Assert.Equal(expected, KernelPaths.Current);

        TestContext.Current.TestOutputHelper!.WriteLine($"kernel path {KernelPaths.Current}"); // WholeSuiteTests looks for it
    }

    [Theory]
    [InlineData("scalar", KernelPath.Scalar)]
    [InlineData("Scalar", KernelPath.Scalar)]
    public void Parse_GivenAvailablePath_GivesIt(string forced, KernelPath expected) =>
        Assert.Equal(expected, KernelPaths.Parse(forced));

    [Theory]
    [InlineData("v1024")]
    [InlineData("3")]
    [InlineData("scalar,v128")]
    [InlineData(" v256")]
    public void Parse_GivenUnknownPath_SaysWhatIsPossible(string forced)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => KernelPaths.Parse(forced));
        Assert.Contains(forced, exception.Message, StringComparison.Ordinal);
        Assert.Contains("scalar, v128, v256 or v512", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scalar", "", "Scalar")]
    [InlineData("v128", "", "V128")]
    [InlineData("v256", "", "V256")]
    [InlineData("", "DOTNET_EnableAVX512", "not V512")]
    [InlineData("v512", "DOTNET_EnableAVX512", "unavailable")]
    [InlineData("v999", "", "unknown")]
    public void Current_GivenProcessEnvironment_IsWhatItAsksFor(string forced, string disabled, string expected)
    {
        if (Enum.TryParse(expected, out KernelPath path))
            Assert.SkipUnless(KernelPaths.IsAvailable(path), $"This CPU has no {path}.");

        (string output, string digest) = RunChild(forced, disabled);

        switch (expected)
        {
            case "not V512":
                Assert.NotEqual("V512", output);
                Assert.Equal(ChildProcess.Digest(), digest);
                break;
            case "unavailable":
                Assert.Contains("does not accelerate", output, StringComparison.Ordinal);
                break;
            case "unknown":
                Assert.Contains("is not a kernel path", output, StringComparison.Ordinal);
                break;
            default:
                Assert.Equal(expected, output);
                // The same training-like computation, in another process on another path: the same bits.
                Assert.Equal(ChildProcess.Digest(), digest);
                break;
        }
    }

    private static (string Path, string Digest) RunChild(string forced, string disabled)
    {
        // Under a test host the process is not this assembly's own; its executable stands beside the assembly.
        string executable = Path.ChangeExtension(typeof(KernelPathsTests).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null)!;
        var start = new ProcessStartInfo(executable) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment[ChildProcess.EnvironmentVariable] = "1";
        start.Environment[KernelPaths.EnvironmentVariable] = forced;
        if (disabled.Length > 0)
            start.Environment[disabled] = "0";
        using Process child = Process.Start(start)!;
        string output = child.StandardOutput.ReadToEnd();
        Assert.True(child.WaitForExit(TimeSpan.FromMinutes(1)));
        string[] lines = output.Split('\n');
        return (lines[0].Trim(), lines.Length > 1 ? lines[1].Trim() : "");
    }
}
