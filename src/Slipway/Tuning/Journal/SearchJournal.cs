using System.Buffers;
using System.Text.Json;

namespace Slipway.Tuning;

/// <summary>The journal of a search that is going on: its only writer.</summary>
internal sealed class SearchJournal : IDisposable
{
    private readonly IJournalLog _log;
    private readonly ParameterSpace _space;
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private long _lines;

    private SearchJournal(IJournalLog log, ParameterSpace space)
    {
        _log = log;
        _space = space;
    }

    /// <summary>Begins a journal, or goes on with one of the same search.</summary>
    /// <param name="log">Where it lies; disposed with the journal, and when this throws.</param>
    /// <param name="header">What the search is.</param>
    /// <param name="prior">Warm-start trials of a search that begins now; one that goes on keeps those it began with.</param>
    /// <param name="time">Now.</param>
    /// <param name="ledger">The trials so far.</param>
    /// <exception cref="TuningJournalException">The journal is damaged, is that of another search, or cannot be written.</exception>
    public static SearchJournal Open(IJournalLog log, JournalHeader header, IReadOnlyList<Trial> prior, DateTimeOffset time, out TrialLedger ledger)
    {
        var definition = header.Definition;
        var journal = new SearchJournal(log, definition.Space);
        try
        {
            journal.Began = header.Created;
            ledger = journal.Resume(header) ?? journal.Begin(header, definition, prior);
            journal.Append(JournalEvents.Opened, json => JournalEvents.WriteOpened(json, time), JournalDurability.Power);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>When the search began, which tells it from any other of the same name.</summary>
    public DateTimeOffset Began { get; private set; }

    public void Asked(Trial trial) => Append(JournalEvents.Asked, json => JournalEvents.WriteAsked(json, _space, trial));

    /// <summary>A report: a trial whose last ones are lost is run again from its beginning or from its job's checkpoint, and reports them again.</summary>
    public void Reported(Trial trial) => Append(JournalEvents.Reported, json => JournalEvents.WriteReport(json, trial), JournalDurability.Soon);

    public void Restarted(Trial trial) => Append(JournalEvents.Restarted, json => JournalEvents.WriteRestarted(json, trial));

    public void Ended(Trial trial) =>
        Append(JournalEvents.Ending(trial.State), json => JournalEvents.WriteEnded(json, trial), JournalDurability.Power);

    public void Dispose() => _log.Dispose();

    /// <summary>The trials of the journal; null when there is no search in it yet.</summary>
    private TrialLedger? Resume(JournalHeader header)
    {
        var scanner = new JournalScanner(_log.Location);
        _log.ReadInto(scanner);
        CheckTail(scanner);
        var replay = scanner.Replay;
        if (replay.Header is { } written && header.FindDifferences(written).ToList() is { Count: > 0 } differences)
        {
            throw new TuningJournalException(_log.Location, "This is the journal of another search:" +
                string.Concat(differences.Select(d => $"{Environment.NewLine}  - {d}")) + $"{Environment.NewLine}Choose another path, or search for the same as before.");
        }

        if (replay.Ledger is null)
        {
            return null;
        }

        Began = replay.Header?.Created ?? Began;
        _log.CutAt(scanner.End);
        _lines = replay.Lines;
        return replay.Ledger;
    }

    /// <summary>The first lines, in one piece. What a process that died amid them left is replaced: no trial was asked for yet.</summary>
    private TrialLedger Begin(JournalHeader header, SearchDefinition definition, IReadOnlyList<Trial> prior)
    {
        _log.CutAt(0);
        _buffer.ResetWrittenCount();
        JournalLine.Write(_buffer, 1, JournalHeader.Kind, header.Write);
        for (var i = 0; i < prior.Count; i++)
        {
            var trial = prior[i];
            JournalLine.Write(_buffer, i + 2, JournalEvents.Prior, json => JournalEvents.WritePrior(json, _space, trial));
        }

        _log.Append(_buffer.WrittenSpan, JournalDurability.Power);
        _lines = prior.Count + 1;
        return new TrialLedger(definition.Objectives, prior);
    }

    private void CheckTail(JournalScanner scanner)
    {
        if (JournalLine.HasLostItsEnd(scanner.Tail))
        {
            throw JournalReplay.Damaged(_log.Location, scanner.Replay.Lines + 1, "the line feed at its end is missing");
        }

        var common = Math.Min(scanner.Tail.Length, JournalHeader.Beginning.Length);
        if (scanner.Replay.Lines == 0 && !scanner.Tail[..common].SequenceEqual(JournalHeader.Beginning[..common]))
        {
            throw JournalReplay.NotAJournal(_log.Location);
        }
    }

    private void Append(string kind, Action<Utf8JsonWriter> properties, JournalDurability durability = JournalDurability.Process)
    {
        _buffer.ResetWrittenCount();
        JournalLine.Write(_buffer, _lines + 1, kind, properties);
        _log.Append(_buffer.WrittenSpan, durability);
        _lines++;
    }
}
