using System.Globalization;
using Slipway.Reports;

namespace Slipway.Tuning;

/// <summary>The table of all trials.</summary>
internal static class TrialsSection
{
    private const int MaxRows = 1000;

    public static void Add(ReportPage page, TrialView view)
    {
        if (view.Trials.Count == 0)
        {
            page.AddSection("Trials", "No trial was started.", wide: true, static _ => { });
            return;
        }

        // The best ones first, then the ended without a value, then the running.
        var shown = view.Ranked.Concat(view.Trials.Where(t => t.State != TrialState.Completed)).Take(MaxRows).ToList();
        string[] head =
        [
            "trial", "state", .. view.Search.Objectives.Select(o => o.Metric), .. view.Search.Space.Parameters.Select(p => p.Name), "steps", "duration", "reason",
        ];
        page.AddSection(
            "Trials", shown.Count < view.Trials.Count ? $"{shown.Count} of {view.Trials.Count}; click a heading to sort." : "Click a heading to sort.", wide: true,
            html => ReportPage.AppendTable(html, head, shown.Select(t => (Style(view, t), t.Number, Cells(view, t)))));
    }

    private static string Style(TrialView view, Trial trial) => view.Ranked.Count > 0 && trial == view.Ranked[0]
        ? "best"
        : trial.State is TrialState.Pruned or TrialState.Failed ? view.Style(trial) : "";

    private static IReadOnlyList<string> Cells(TrialView view, Trial trial) =>
    [
        trial.Number.ToString(CultureInfo.InvariantCulture),
        trial.State.ToString().ToLowerInvariant(),
        .. view.Search.Objectives.Select((_, i) => i < trial.Values.Count ? NumberText.Short(trial.Values[i]) : ""),
        .. view.Search.Space.Parameters.Select((p, i) => TrialView.Text(p, trial.Point[i])),
        trial.Reports.Count > 0 ? trial.Reports[^1].Step.ToString(CultureInfo.InvariantCulture) : "",
        trial.Ended is { } ended ? NumberText.Short(ended - trial.Started) : "",
        trial.Reason ?? "",
    ];
}
