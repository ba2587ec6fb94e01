using System.Collections;

namespace Slipway.Tuning;

/// <summary>
/// The reports of a trial at one moment. Successive moments share one array that grows at its end, beyond what earlier moments look at; only the
/// latest list may be appended to, by one thread at a time.
/// </summary>
internal sealed class ReportList : IReadOnlyList<TrialReport>
{
    private readonly TrialReport[] _reports;

    private ReportList(TrialReport[] reports, int count)
    {
        _reports = reports;
        Count = count;
    }

    public static ReportList Empty { get; } = new([], 0);

    public int Count { get; }

    public TrialReport this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return _reports[index];
        }
    }

    public ReportList Append(TrialReport report)
    {
        var reports = _reports;
        if (Count == reports.Length)
        {
            Array.Resize(ref reports, Math.Max(4, Count * 2));
        }

        reports[Count] = report;
        return new ReportList(reports, Count + 1);
    }

    /// <summary>The same reports in an array of just their size: for a trial that has ended.</summary>
    public ReportList Trim() => Count == _reports.Length ? this : new ReportList(_reports.AsSpan(0, Count).ToArray(), Count);

    public IEnumerator<TrialReport> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return _reports[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
