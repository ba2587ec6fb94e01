using System.Runtime.CompilerServices;
using Slipway.Tuning;

namespace Slipway;

/// <summary>
/// Reads the journals of searches, from any process, also while a search writes them. A journal is a text of JSON lines, each with its number and a
/// checksum, in a file or in numbered objects of a store; a search writes it when <see cref="HyperparameterSearchOptions.Journal"/> names one.
/// </summary>
public static class TuningJournal
{
    /// <summary>Reads all that is in a journal now. A last line that is being written is left out.</summary>
    /// <param name="journal">Path or URI of the journal.</param>
    /// <param name="services">Object stores; null means <see cref="SlipwayServices.Default"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TuningJournalException">There is no journal, or it is damaged.</exception>
    public static async Task<TuningJournalContent> ReadAsync(
        string journal, SlipwayServices? services = null, CancellationToken cancellationToken = default) =>
        await TryReadAsync(journal, services ?? SlipwayServices.Default, cancellationToken).ConfigureAwait(false)
            ?? throw new TuningJournalException(JournalReader.NameOf(journal), "The journal holds no search yet. Read it again when the search has begun.");

    /// <summary>As <see cref="ReadAsync"/>; null when the journal holds no search yet.</summary>
    internal static async Task<TuningJournalContent?> TryReadAsync(string journal, SlipwayServices services, CancellationToken cancellationToken)
    {
        var reader = JournalReader.Open(journal, services);
        await using (reader.ConfigureAwait(false))
        {
            await reader.ReadAsync(null, cancellationToken).ConfigureAwait(false);
            var replay = reader.Scanner.Replay;
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
    /// <param name="journal">Path or URI of the journal.</param>
    /// <param name="services">
    /// Object stores, and the clock that waits between two looks: a tenth of a second for a file, a second for an object store. Null means
    /// <see cref="SlipwayServices.Default"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the watching; it does not end by itself, since a search may be resumed at any time.</param>
    /// <returns>The trial as it is after each change.</returns>
    /// <exception cref="TuningJournalException">There is no journal, or it is damaged.</exception>
    public static async IAsyncEnumerable<Trial> WatchAsync(
        string journal, SlipwayServices? services = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        services ??= SlipwayServices.Default;
        var reader = JournalReader.Open(journal, services);
        await using (reader.ConfigureAwait(false))
        {
            var changes = new List<Trial>();
            while (true)
            {
                changes.Clear();
                await reader.ReadAsync(changes, cancellationToken).ConfigureAwait(false);
                foreach (var trial in changes)
                {
                    yield return trial;
                }

                await Task.Delay(reader.PollInterval, services.Clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
