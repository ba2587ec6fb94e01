using System.Diagnostics;
using System.Globalization;
using Slipway.TestProcess;
using Slipway.Tuning;

namespace Slipway.Tests.Tuning.Journal.Objects;

/// <summary>Real processes on one store, killed for real.</summary>
public class ObjectJournalProcessTests
{
    [Fact]
    public async Task Create_GivenProcessesKilledAtRandomMoments_GoesOnAsUndisturbed()
    {
        // given a search that is killed again and again
        using var folder = new TemporaryFolder();
        var services = SlipwayServices.Default.AddStore(new FolderObjectStore(folder.Root));
        var journal = $"alt://box/{Guid.NewGuid():N}";
        var segments = folder.File(journal["alt://".Length..] + "/segments");
        var random = new Random(5);
        for (var round = 0; round < 5; round++)
        {
            using var victim = Start(journal, 1_000_000, folder.Root);
            var wanted = Segments(segments) + random.Next(2, 150);
            await ChildProcess.UntilAsync(() => Segments(segments) >= wanted, victim);
            victim.Kill(entireProcessTree: true);
            await victim.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        // when
        using var resumed = SequentialSearch.Open(journal, services: services);
        var trials = resumed.Trials.Count + 5;
        SequentialSearch.Run(resumed, trials);

        // then
        using var undisturbed = SequentialSearch.Open(null);
        SequentialSearch.Run(undisturbed, trials);
        Assert.Equal(undisturbed.Trials.Select(SequentialSearch.Describe), resumed.Trials.Select(SequentialSearch.Describe));
    }

    [Fact]
    public async Task Create_GivenJournalThatAnotherProcessWrites_IsRefusedAndCanBeRead()
    {
        using var folder = new TemporaryFolder();
        var services = SlipwayServices.Default.AddStore(new FolderObjectStore(folder.Root));
        var journal = $"alt://box/{Guid.NewGuid():N}";
        using var other = Start(journal, 1_000_000, folder.Root);
        try
        {
            await ChildProcess.UntilAsync(() => Segments(folder.File(journal["alt://".Length..] + "/segments")) >= 20, other);

            var error = Assert.Throws<TuningJournalException>(() => SequentialSearch.Open(journal, services: services));
            var content = await TuningJournal.ReadAsync(journal, services, TestContext.Current.CancellationToken);

            Assert.Contains("Another search writes this journal", error.Message, StringComparison.Ordinal);
            Assert.NotEmpty(content.Trials);
        }
        finally
        {
            other.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string journal, int trials, string store) =>
        ChildProcess.Start(["search", journal, trials.ToString(CultureInfo.InvariantCulture), store]);

    /// <summary>Number of the last segment; those before may be deleted in favour of a block.</summary>
    private static int Segments(string folder) => Directory.Exists(folder)
        ? Directory.GetFiles(folder, "0*").Select(f => int.Parse(Path.GetFileName(f), CultureInfo.InvariantCulture)).DefaultIfEmpty().Max()
        : 0;
}
