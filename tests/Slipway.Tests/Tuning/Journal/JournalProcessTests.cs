using System.Diagnostics;
using System.Globalization;
using Slipway.TestProcess;
using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Journal;

/// <summary>Real processes, killed and limited for real.</summary>
public class JournalProcessTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(42)]
    public async Task Create_GivenKilledProcess_GoesOnAsUndisturbed(int linesBeforeKill)
    {
        using var folder = new TemporaryFolder();
        var journal = folder.File("journal");
        using (var victim = Start(journal, 1_000_000))
        {
            await ChildProcess.UntilAsync(() => ChildProcess.Lines(journal) >= linesBeforeKill, victim);
            victim.Kill(entireProcessTree: true);
            await victim.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var resumed = SequentialSearch.Open(journal);
        var trials = resumed.Trials.Count + 5;
        SequentialSearch.Run(resumed, trials);

        using var undisturbed = SequentialSearch.Open(null);
        SequentialSearch.Run(undisturbed, trials);
        Assert.Equal(undisturbed.Trials.Select(SequentialSearch.Describe), resumed.Trials.Select(SequentialSearch.Describe));
    }

    [Fact]
    public async Task Create_GivenJournalThatAnotherProcessWrites_NamesTheProcess()
    {
        using var folder = new TemporaryFolder();
        using var other = Start(folder.File("journal"), 1_000_000);
        try
        {
            await ChildProcess.UntilAsync(() => ChildProcess.Lines(folder.File("journal")) >= 3, other);

            var error = Assert.Throws<TuningJournalException>(() => SequentialSearch.Open(folder.File("journal")));
            var content = await TuningJournal.ReadAsync(folder.File("journal"), cancellationToken: TestContext.Current.CancellationToken);

            Assert.Contains($"process {other.Id.ToString(CultureInfo.InvariantCulture)} on", error.Message, StringComparison.Ordinal);
            Assert.NotEmpty(content.Trials);
        }
        finally
        {
            other.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Tell_GivenFullDisk_SaysSoAndKeepsAllThatIsFinished()
    {
        // `ulimit -f` makes the kernel refuse growth, as a full disk does; only a process of its own can have such a limit.
        Assert.SkipUnless(File.Exists("/bin/sh"), "Needs a POSIX shell for `ulimit -f`.");
        using var folder = new TemporaryFolder();
        using var limited = Start(folder.File("journal"), 1_000_000, "trap '' XFSZ; ulimit -f 20; exec \"$@\"");

        var ended = await limited.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await limited.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await limited.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(limited.ExitCode == 3, error);
        Assert.Contains("a limit on file sizes is reached", error, StringComparison.Ordinal);
        Assert.EndsWith("\n", await File.ReadAllTextAsync(folder.File("journal"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var content = await TuningJournal.ReadAsync(folder.File("journal"), cancellationToken: TestContext.Current.CancellationToken);
        var finished = content.Trials.Where(t => t.State != TrialState.Running).Select(SequentialSearch.Describe).ToList();
        Assert.True(finished.Count > 5);
        Assert.Equal(ended.Split('\0', StringSplitOptions.RemoveEmptyEntries), finished);

        using var resumed = SequentialSearch.Open(folder.File("journal"));
        SequentialSearch.Run(resumed, resumed.Trials.Count + 3);
        using var undisturbed = SequentialSearch.Open(null);
        SequentialSearch.Run(undisturbed, resumed.Trials.Count);
        Assert.Equal(undisturbed.Trials.Select(SequentialSearch.Describe), resumed.Trials.Select(SequentialSearch.Describe));
    }

    private static Process Start(string journal, int trials, string? shell = null) =>
        ChildProcess.Start(["search", journal, trials.ToString(CultureInfo.InvariantCulture)], shell);
}
