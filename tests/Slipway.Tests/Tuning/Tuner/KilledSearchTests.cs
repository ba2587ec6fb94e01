using System.Diagnostics;
using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Tuner;

/// <summary>Real processes, killed for real.</summary>
public class KilledSearchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task TuneAsync_GivenKilledProcess_GoesOnAsIfNothingHadHappened(int trial)
    {
        using var folder = new TemporaryFolder();
        var undisturbed = await RunToEndAsync(folder.File("undisturbed"));

        using (var victim = Start(folder.File("killed")))
        {
            await ChildProcess.UntilAsync(() => HasCheckpoint(folder.File($"killed/search-{trial}/checkpoints")), victim);
            victim.Kill(entireProcessTree: true);
            await victim.WaitForExitAsync(Token);
            Assert.NotEqual(0, victim.ExitCode);
        }

        var before = await TuningJournal.ReadAsync(folder.File("killed/search.journal"), cancellationToken: Token);
        var interrupted = Assert.Single(before.Trials, t => t.State == TrialState.Running);
        var logs = EndedLogs(before);

        var resumed = await RunToEndAsync(folder.File("killed"));

        Assert.Equal(undisturbed, resumed);
        Assert.Equal(logs, EndedLogs(before)); // what was finished is not trained again
        Assert.Contains("Resumed from a checkpoint", await File.ReadAllTextAsync(folder.File($"killed/search-{interrupted.Number}/training.log"), Token), StringComparison.Ordinal);

        List<string> EndedLogs(TuningJournalContent journal) => [.. journal.Trials.Where(t => t.State != TrialState.Running)
            .Select(t => File.ReadAllText(folder.File($"killed/{t.JobName}/training.log")))];
    }

    [Fact]
    public async Task TuneAsync_GivenJournalThatAnotherProcessWrites_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var other = Start(folder.File("killed"));
        try
        {
            await ChildProcess.UntilAsync(() => ChildProcess.Lines(folder.File("killed/search.journal")) >= 3, other);

            var error = await Assert.ThrowsAsync<TuningJournalException>(
                () => Curves.RunAsync(Curves.Tuner(folder).WithJournal(folder.File("killed/search.journal"))));

            Assert.Contains("Another search writes", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            other.Kill(entireProcessTree: true);
        }
    }

    private static async Task<string> RunToEndAsync(string output)
    {
        using var process = Start(output);
        return await ChildProcess.OutputAsync(process, Token);
    }

    private static Process Start(string output) => ChildProcess.Start([output, "search", SampleData.Path("digits.csv.gz"), "digit", "tune", "1"]);

    private static bool HasCheckpoint(string folder) => Directory.Exists(folder) && Directory.GetFiles(folder, "checkpoint-*.slipway").Length > 0;
}
