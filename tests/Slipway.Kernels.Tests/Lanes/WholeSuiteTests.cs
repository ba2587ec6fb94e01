using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Slipway.Kernels.Tests;

/// <summary>
/// Runs this whole assembly once per path, each time in a process of its own in which the path is forced. That it is that
/// path is asserted and printed there, by <see cref="KernelPathsTests.Current_IsTheForcedPathOrElseTheWidestAvailable"/>.
/// </summary>
public partial class WholeSuiteTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData(KernelPath.Scalar)]
    [InlineData(KernelPath.V128)]
    [InlineData(KernelPath.V256)]
    [InlineData(KernelPath.V512)]
    public async Task Suite_GivenForcedPath_Passes(KernelPath path)
    {
        Assert.SkipUnless(KernelPaths.IsAvailable(path), $"This machine has no {path}.");

        (int exitCode, string output) = await RunAsync(path);

        Assert.True(exitCode == 0, output);
        Match summary = Summary().Match(output);
        Assert.True(summary.Success, output);
        int total = int.Parse(summary.Groups["total"].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(total >= 200, $"Only {total} tests ran on {path}:\n{output}");
        Assert.Contains($"kernel path {path}", output, StringComparison.Ordinal);
    }

    [GeneratedRegex("Total: (?<total>[0-9]+), Errors: 0, Failed: 0,")]
    private static partial Regex Summary();

    private static async Task<(int ExitCode, string Output)> RunAsync(KernelPath path)
    {
        string executable = Path.ChangeExtension(typeof(WholeSuiteTests).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null)!;
        var start = new ProcessStartInfo(executable, ["-noColor", "-noAutoReporters", "-class-", typeof(WholeSuiteTests).FullName!, "-showLiveOutput"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment[KernelPaths.EnvironmentVariable] = path.ToString();
        using Process child = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            string output = await child.StandardOutput.ReadToEndAsync(limit.Token);
            await child.WaitForExitAsync(limit.Token);
            return (child.ExitCode, output);
        }
        catch (OperationCanceledException)
        {
            child.Kill(entireProcessTree: true);
            throw;
        }
    }
}
