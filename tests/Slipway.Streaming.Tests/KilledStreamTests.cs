using Slipway.TestProcess;

namespace Slipway.Streaming.Tests;

/// <summary>Real processes, killed for real, at moments that nobody chose.</summary>
public class KilledStreamTests
{
    private const int Rows = 40_000;

    [Theory]
    [InlineData("mlp")]
    [InlineData("machine")]
    [InlineData("linear")]
    public async Task FitStreamAsync_GivenProcessKilledAtRandomMoments_LearnsEachRowOnce(string algorithm)
    {
        // given
        using var folder = new TemporaryFolder();
        var undisturbed = await StreamRecipe.RunAsync(folder.File("undisturbed"), "job", algorithm, Rows);
        var random = new Random(20261124);
        var kills = 0;

        // when
        string? digest = null;
        for (var attempt = 0; digest is null && attempt < 60; attempt++)
        {
            using var process = ChildProcess.Start(["stream", folder.File("killed"), "job", algorithm, $"{Rows}"]);
            if (kills < 4)
            {
                // A checkpoint more than there were, and then a moment within what follows.
                var before = Newest(folder);
                await ChildProcess.UntilAsync(() => process.HasExited || Newest(folder) > before, process, mayEnd: true);
                await Task.Delay(random.Next(0, 60), TestContext.Current.CancellationToken);
            }
            else
            {
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            if (process.HasExited)
            {
                digest = (await ChildProcess.OutputAsync(process, TestContext.Current.CancellationToken)).Trim();
                continue;
            }

            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            kills++;
        }

        // then
        Assert.True(kills >= 2, $"only {kills} kills");
        Assert.Equal(undisturbed, digest);
        Assert.Equal(Metrics(folder.File("undisturbed/job/metrics.jsonl")), Metrics(folder.File("killed/job/metrics.jsonl")));
    }

    private static long Newest(TemporaryFolder folder) => Directory.Exists(folder.File("killed/job/checkpoints"))
        ? Directory.GetFiles(folder.File("killed/job/checkpoints"), "checkpoint-*.slipway")
            .Select(f => long.Parse(Path.GetFileNameWithoutExtension(f).AsSpan("checkpoint-".Length), System.Globalization.CultureInfo.InvariantCulture))
            .DefaultIfEmpty(0).Max()
        : 0;

    private static IEnumerable<string> Metrics(string file) => File.ReadLines(file).Select(l => l[..l.IndexOf("\"time\"", StringComparison.Ordinal)]);
}
