namespace Slipway.Tuning;

/// <summary>Reads a journal in a local file.</summary>
/// <param name="path">Full path.</param>
internal sealed class FileJournalReader(string path) : JournalReader(new JournalScanner(path))
{
    private readonly FileStream _file = FileJournalLog.OpenReader(path);

    public override TimeSpan PollInterval { get; } = TimeSpan.FromMilliseconds(100);

    public override Task ReadAsync(List<Trial>? changes, CancellationToken cancellationToken) => Scanner.ReadAsync(_file, changes, cancellationToken);

    public override ValueTask DisposeAsync() => _file.DisposeAsync();
}
