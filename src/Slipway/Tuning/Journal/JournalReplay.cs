using System.Globalization;
using System.Text.Json;

namespace Slipway.Tuning;

/// <summary>The search that the lines of a journal describe, line by line.</summary>
internal sealed class JournalReplay(string journal)
{
    private readonly List<Trial> _prior = [];

    /// <summary>The file or object that the next line is in, for messages.</summary>
    public string Place { get; set; } = journal;

    /// <summary>Number of lines so far.</summary>
    public long Lines { get; private set; }

    /// <summary>What the first line says; null before it.</summary>
    public JournalHeader? Header { get; private set; }

    public SearchDefinition? Definition { get; private set; }

    /// <summary>The trials; null before the first line and the warm-start trials are all there.</summary>
    public TrialLedger? Ledger { get; private set; }

    /// <summary>Who opened the journal for writing last; null when unknown.</summary>
    public string? LastWriter { get; private set; }

    /// <summary>Takes a line, without its line feed.</summary>
    /// <returns>The trial that it is about, as it is now; null when it is about none.</returns>
    /// <exception cref="TuningJournalException">It is damaged, not the next line, or contradicts the lines before it.</exception>
    public Trial? Apply(ReadOnlySpan<byte> line)
    {
        var number = Lines + 1;
        if (!JournalLine.IsIntact(line))
        {
            throw number == 1 && !line.StartsWith(JournalHeader.Beginning) ? NotAJournal(Place) : Damaged(Place, number, "the line does not match its checksum");
        }

        try
        {
            var trial = number == 1 ? Begin(line) : Apply(JournalRecord.Read(line, Definition!.Space), number);
            Lines = number;
            return trial;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            throw Damaged(Place, number, e.Message.TrimEnd('.'), e);
        }
    }

    public static TuningJournalException NotAJournal(string journal) =>
        new(journal, "This file is not a tuning journal. Nothing was changed; choose another path.");

    public static TuningJournalException Damaged(string journal, long line, string what, Exception? cause = null) => new(
        journal, $"The journal is damaged: {what}. Nothing was changed. Restore {(journal.Contains("://", StringComparison.Ordinal)
            ? "this object from a copy, or delete it and all that come after it"
            : string.Create(CultureInfo.InvariantCulture, $"the file from a copy, or keep only what comes before this line (head -n {line - 1})"))} " +
        "to go on from there without the trials told later.", line, cause);

    private Trial? Begin(ReadOnlySpan<byte> line)
    {
        Header = JournalHeader.Read(line);
        Definition = Header.Definition;
        BeginTrials();
        return null;
    }

    private Trial? Apply(JournalRecord record, long number)
    {
        if (record.Sequence != number)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture,
                $"this is line {record.Sequence} of what was written, so {(record.Sequence > number ? "lines before it are missing" : "it is here twice or out of order")}"));
        }

        if (record.Kind == JournalEvents.Opened)
        {
            LastWriter = string.Create(CultureInfo.InvariantCulture, $"process {record.ProcessId} on {record.Machine} since {record.Time:u}");
            return null;
        }

        if (record.Kind == JournalEvents.Prior)
        {
            _prior.Add(PriorTrial(record));
            BeginTrials();
            return null;
        }

        var ledger = Ledger ?? throw new FormatException("warm-start trials are missing before this line");
        var trial = Changed(ledger, record);
        if (record.Kind == JournalEvents.Asked)
        {
            ledger.Add(trial);
        }
        else
        {
            ledger.Replace(trial);
        }

        return trial;
    }

    private static Trial Changed(TrialLedger ledger, JournalRecord record) => record.Kind switch
    {
        JournalEvents.Asked when record.Trial == ledger.NextNumber => new Trial
        {
            Number = record.Trial,
            Point = record.Point ?? throw new FormatException("the trial has no point"),
            Reports = ReportList.Empty,
            JobName = record.Job,
            Started = record.Time,
        },
        JournalEvents.Asked => throw new FormatException(string.Create(
            CultureInfo.InvariantCulture, $"trial {record.Trial} begins where trial {ledger.NextNumber} is expected")),
        JournalEvents.Reported => ledger.Reported(record.Trial, record.Step, record.Value),
        JournalEvents.Restarted => ledger.Restarted(record.Trial, record.Job),
        JournalEvents.Told => ledger.Completed(record.Trial, record.Values, record.Time),
        JournalEvents.Pruned => ledger.Pruned(record.Trial, record.Reason ?? "", record.Time),
        JournalEvents.Failed => ledger.Failed(record.Trial, record.Reason ?? "", record.Time),
        _ => throw new FormatException($"the event '{record.Kind}' is unknown to this version of Slipway"),
    };

    private Trial PriorTrial(JournalRecord record) => new()
    {
        Number = _prior.Count - Header!.Prior,
        Point = record.Point ?? throw new FormatException("the trial has no point"),
        State = Enum.Parse<TrialState>(record.State ?? throw new FormatException("the trial has no state")),
        Values = Array.AsReadOnly(record.Values),
        Reports = [.. record.Reports.Chunk(2).Select(r => new TrialReport((int)r[0], r[1]))],
        Reason = record.Reason,
        JobName = record.Job,
        Started = record.Time,
        Ended = record.Ended,
    };

    private void BeginTrials()
    {
        if (_prior.Count == Header!.Prior)
        {
            Ledger = new TrialLedger(Definition!.Objectives, [.. _prior]);
        }
    }
}
