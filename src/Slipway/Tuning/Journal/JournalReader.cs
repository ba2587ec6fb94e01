using Slipway.Storage;

namespace Slipway.Tuning;

/// <summary>Reads a journal that another process may be writing, wherever it is. Keeps its place; for one reader.</summary>
internal abstract class JournalReader : IAsyncDisposable
{
    private protected JournalReader(JournalScanner scanner) => Scanner = scanner;

    /// <summary>What was read so far.</summary>
    public JournalScanner Scanner { get; }

    /// <summary>Time between two looks.</summary>
    public abstract TimeSpan PollInterval { get; }

    /// <summary>Opens a journal for reading, whether or not someone writes it.</summary>
    /// <exception cref="TuningJournalException">There is none, or it cannot be read.</exception>
    public static JournalReader Open(string journal, SlipwayServices services) => LocalPath.TryGet(journal, out var path)
        ? new FileJournalReader(FileJournalLog.FullPath(path))
        : new ObjectJournalReader(ObjectJournalFolder.At(journal, services), services.Clock);

    /// <summary>The one name of a journal, by whatever name it is opened.</summary>
    public static string NameOf(string journal) => LocalPath.TryGet(journal, out var path) ? FileJournalLog.FullPath(path) : journal.TrimEnd('/');

    /// <summary>Whether there is a journal, be it an empty one.</summary>
    public static async Task<bool> ExistsAsync(string journal, SlipwayServices services, CancellationToken cancellationToken) =>
        LocalPath.TryGet(journal, out var path)
            ? File.Exists(FileJournalLog.FullPath(path))
            : await ObjectJournalFolder.At(journal, services).ExistsAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Reads what has come since the last call.</summary>
    /// <param name="changes">Gets the trials that the lines are about; may be null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TuningJournalException">It is not there, cannot be read, or is damaged.</exception>
    public abstract Task ReadAsync(List<Trial>? changes, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
