using System.Runtime.CompilerServices;
using Slipway.Tuning;

namespace Slipway;

/// <summary>
/// Reads the journals of searches, from any process, also while a search writes them. A journal is a text file of JSON lines, each with its number and
/// a checksum; a search writes it when <see cref="HyperparameterSearchOptions.Journal"/> names one.
/// </summary>
public static class TuningJournal
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads all that is in a journal now. A last line that is being written is left out.</summary>
    /// <param name="journal">Path or <c>file://</c> URI of the journal.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TuningJournalException">There is no journal, or it is damaged.</exception>
    public static async Task<TuningJournalContent> ReadAsync(string journal, CancellationToken cancellationToken = default) =>
        await TryReadAsync(journal, cancellationToken).ConfigureAwait(false)
            ?? throw new TuningJournalException(FileJournalLog.FullPath(journal), "The journal holds no search yet. Read it again when the search has begun.");

    /// <summary>As <see cref="ReadAsync"/>; null when the journal holds no search yet.</summary>
    internal static async Task<TuningJournalContent?> TryReadAsync(string journal, CancellationToken cancellationToken)
    {
        var path = FileJournalLog.FullPath(journal);
        var file = FileJournalLog.OpenReader(path);
        await using (file.ConfigureAwait(false))
        {
            var scanner = new JournalScanner(path);
            await scanner.ReadAsync(file, null, cancellationToken).ConfigureAwait(false);
            var replay = scanner.Replay;
            return replay.Ledger is not { } ledger
                ? null
                : new TuningJournalContent
                {
                    Definition = replay.Definition!,
                    Sampler = replay.Header!.Sampler,
                    Pruner = replay.Header.Pruner,
                    Identity = replay.Header.Identity,
                    Created = replay.Header.Created,
                    Trials = ledger.Trials,
                };
        }
    }

    /// <summary>Follows a journal: every change of a trial (asked, reported, begun anew, ended) from the first on, then each as it is written.</summary>
    /// <param name="journal">Path or <c>file://</c> URI of the journal.</param>
    /// <param name="clock">The clock that waits between looks at the file, a tenth of a second; null for the system's.</param>
    /// <param name="cancellationToken">Ends the watching; it does not end by itself, since a search may be resumed at any time.</param>
    /// <returns>The trial as it is after each change.</returns>
    /// <exception cref="TuningJournalException">There is no journal, or it is damaged.</exception>
    public static async IAsyncEnumerable<Trial> WatchAsync(
        string journal, TimeProvider? clock = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var path = FileJournalLog.FullPath(journal);
        var file = FileJournalLog.OpenReader(path);
        await using (file.ConfigureAwait(false))
        {
            var scanner = new JournalScanner(path);
            var changes = new List<Trial>();
            while (true)
            {
                changes.Clear();
                await scanner.ReadAsync(file, changes, cancellationToken).ConfigureAwait(false);
                foreach (var trial in changes)
                {
                    yield return trial;
                }

                await Task.Delay(PollInterval, clock ?? TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
