using System.Text;
using Slipway.Reports;

namespace Slipway.Tuning;

/// <summary>How a search went over time: values by trial, learning curves, and the front of several objectives.</summary>
internal static class HistoryCharts
{
    /// <summary>More marks than this are thinned out, so that a page of many thousand trials still opens.</summary>
    private const int MaxMarks = 2000;
    private const int MaxCurves = 150;

    public static void Add(ReportPage page, TrialView view)
    {
        if (view.Completed.Count == 0)
        {
            return;
        }

        var several = view.Search.Objectives.Count > 1;
        if (several)
        {
            AddFront(page, view);
        }

        AddHistory(page, view, wide: !several && !view.Trials.Any(t => t.Reports.Count > 1));
        AddCurves(page, view);
    }

    private static void AddHistory(ReportPage page, TrialView view, bool wide)
    {
        var objective = view.Search.Objectives[0];
        var (shown, note) = Thin(view.Completed, MaxMarks, "completed trials");
        var y = Values(view, 0);
        var best = new List<(double X, double Y)>();
        foreach (var trial in view.Completed)
        {
            if (best.Count == 0 || objective.IsBetter(trial.Values[0], best[^1].Y))
            {
                if (best.Count > 0)
                {
                    best.Add((trial.Number, best[^1].Y));
                }

                best.Add((trial.Number, trial.Values[0]));
            }
        }

        best.Add((view.Trials[^1].Number, best[^1].Y));
        var chart = new PlaneChart(ChartAxis.Linear("trial", 0, Math.Max(1, view.Trials[^1].Number)), y)
        {
            Width = wide ? 1160 : 560,
            Lines = [new ChartLine(best, "best")],
            Marks = [.. shown.Select(t => new Mark(t.Number, t.Values[0], view.Style(t), view.Hint(t), t.Number))],
        };
        page.AddSection(
            "Optimisation history", $"Value of every completed trial; the line is the best so far ({Direction(objective)}).{note}", wide, html =>
            {
                chart.Render(html, $"{objective.Metric} by trial");
                AppendLegend(html, "best so far");
            });
    }

    private static void AddCurves(ReportPage page, TrialView view)
    {
        var curves = view.Trials.Where(t => t.Reports.Count > 1).ToList();
        if (curves.Count == 0)
        {
            return;
        }

        var (shown, note) = Thin(curves, MaxCurves, "trials");
        var y = Clipped(view.Search.Objectives[0].Metric, [.. shown.SelectMany(t => t.Reports.Select(r => r.Value))], view.Search.Objectives[0]);
        var chart = new PlaneChart(ChartAxis.Linear("step", 0, curves.Max(t => t.Reports[^1].Step)), y)
        {
            Lines = [.. shown.OrderByDescending(t => t.State == TrialState.Pruned).ThenByDescending(t => Array.IndexOf([.. view.Ranked], t)).Select(t => new ChartLine(
                [.. t.Reports.Select(r => ((double)r.Step, r.Value))], view.Style(t), view.Hint(t), t.Number))],
        };
        page.AddSection(
            "Learning curves", $"{view.Search.Objectives[0].Metric} within each trial.{note}", wide: view.Search.Objectives.Count > 1, html =>
            {
                chart.Render(html, "learning curves");
                html.Append("<ul class=\"legend\"><li><i class=\"ramp\"></i>worse to better</li><li class=\"pruned\"><i></i>pruned</li></ul>");
            });
    }

    private static void AddFront(ReportPage page, TrialView view)
    {
        var (shown, note) = Thin(view.Completed, MaxMarks, "completed trials");
        var front = ParetoFronts.First(view.Search.Objectives, view.Completed);
        var inFront = front.Select(t => t.Number).ToHashSet();
        var chart = new PlaneChart(Values(view, 0), Values(view, 1))
        {
            Lines = [new ChartLine([.. front.OrderBy(t => t.Values[0]).Select(t => (t.Values[0], t.Values[1]))], "best")],
            Marks = [.. shown.OrderBy(t => inFront.Contains(t.Number)).Select(t => new Mark(t.Values[0], t.Values[1], inFront.Contains(t.Number) ? "best" : "q2", view.Hint(t), t.Number))],
        };
        page.AddSection(
            "Pareto front", $"The line joins the {front.Count} trials that no other beats in every objective.{note}", wide: false,
            html => chart.Render(html, "values of two objectives"));
    }

    private static ChartAxis Values(TrialView view, int objective) =>
        Clipped(view.Search.Objectives[objective].Metric, [.. view.Completed.Select(t => t.Values[objective])], view.Search.Objectives[objective]);

    /// <summary>An axis that a few very bad values do not stretch: they are drawn at its edge.</summary>
    private static ChartAxis Clipped(string title, List<double> values, Objective objective)
    {
        values.Sort();
        var (low, high) = (values[0], values[^1]);
        var (q1, q3) = (values[values.Count / 4], values[values.Count * 3 / 4]);
        var room = Math.Max(3 * (q3 - q1), 1e-12);
        if (objective.Direction == MetricDirection.Maximize)
        {
            low = Math.Max(low, q1 - room);
        }
        else
        {
            high = Math.Min(high, q3 + room);
        }

        return ChartAxis.Around(title, [low, high]);
    }

    private static (IReadOnlyList<Trial> Shown, string Note) Thin(IReadOnlyList<Trial> trials, int most, string what)
    {
        if (trials.Count <= most)
        {
            return (trials, "");
        }

        var every = (double)trials.Count / most;
        return ([.. Enumerable.Range(0, most).Select(i => trials[(int)(i * every)])], $" {most} of {trials.Count} {what} are drawn.");
    }

    private static string Direction(Objective objective) => objective.Direction == MetricDirection.Maximize ? "higher is better" : "lower is better";

    private static void AppendLegend(StringBuilder html, string line) => html.Append(
        $"<ul class=\"legend\"><li class=\"best\"><i></i>{line}</li><li><i class=\"ramp\"></i>worse to better</li></ul>");
}
