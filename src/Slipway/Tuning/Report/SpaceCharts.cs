using System.Text;
using Slipway.Reports;

namespace Slipway.Tuning;

/// <summary>What a search says about its space: importance, parallel coordinates, and a slice for each parameter.</summary>
internal static class SpaceCharts
{
    private const int MaxItems = 300;
    private const int MaxSliceMarks = 500;

    public static void Add(ReportPage page, TrialView view, IReadOnlyList<ParameterImportance> importances)
    {
        if (view.Completed.Count == 0)
        {
            return;
        }

        AddParallel(page, view);
        if (importances.Count > 0)
        {
            var together = Math.Max(0, 1 - importances.Sum(i => i.Fraction));
            page.AddSection(
                "Parameter importance",
                $"How much of the variation of {view.Search.Objectives[0].Metric} each parameter explains by itself (functional analysis of variance). " +
                $"The remaining {NumberText.Short(Math.Round(together * 100, 1))} % come from parameters acting together.",
                wide: false, html => new BarChart([.. importances.Select(i => (
                    i.Parameter, i.Fraction, BarChart.Percent(i.Fraction), $"{i.Parameter}\n{BarChart.Percent(i.Fraction)} ± {BarChart.Percent(i.Deviation)} over the trees"))]).Render(html, "parameter importance"));
        }

        AddBest(page, view);
        AddSlices(page, view, importances);
    }

    private static void AddParallel(ReportPage page, TrialView view)
    {
        var shown = view.Ranked.Take(MaxItems).Reverse().ToList();
        ChartAxis[] axes =
        [
            .. Enumerable.Range(0, view.Search.Space.Count).Select(view.Axis),
            ChartAxis.Around(view.Search.Objectives[0].Metric, shown.Select(t => t.Values[0])),
        ];
        var chart = new ParallelChart(axes)
        {
            Items = [.. shown.Select(t => ((double[])[.. t.Point, t.Values[0]], view.Style(t), view.Hint(t), t.Number))],
        };
        page.AddSection(
            "Parallel coordinates",
            $"One line a trial, through the values of its parameters to {view.Search.Objectives[0].Metric}; stronger lines are better" +
            (shown.Count < view.Completed.Count ? $". The best {shown.Count} of {view.Completed.Count} are drawn." : "."),
            wide: true, html =>
            {
                html.Append("<div class=\"scroll\" style=\"border:0;max-height:none\">");
                chart.Render(html, "parallel coordinates");
                html.Append("</div>");
            });
    }

    private static void AddBest(ReportPage page, TrialView view)
    {
        var best = view.Ranked[0];
        page.AddSection("Best trial", $"Trial {best.Number}{(best.JobName is { } job ? $", training job {job}" : "")}.", wide: false, html =>
            ReportPage.AppendTable(html, ["parameter", "value"], view.Search.Space.Parameters
                .Select((p, i) => (p, Value: best.Point[i])).Where(p => !double.IsNaN(p.Value))
                .Select(p => ("", best.Number, (IReadOnlyList<string>)[p.p.Name, TrialView.Text(p.p, p.Value)]))));
    }

    private static void AddSlices(ReportPage page, TrialView view, IReadOnlyList<ParameterImportance> importances)
    {
        var order = importances.Count > 0
            ? importances.Select(i => view.Search.Space.IndexOf(i.Parameter))
            : Enumerable.Range(0, view.Search.Space.Count);
        page.AddSection("Slices", "The objective over each parameter, most important first; the others vary freely.", wide: true, html =>
        {
            html.Append("<div class=\"slices\">");
            foreach (var parameter in order)
            {
                html.Append("<div>");
                Slice(view, parameter).Render(html, view.Search.Space.Parameters[parameter].Name);
                html.Append("</div>");
            }

            html.Append("</div>");
        });
    }

    private static PlaneChart Slice(TrialView view, int parameter)
    {
        var trials = view.Ranked.Where(t => !double.IsNaN(t.Point[parameter])).ToList();
        var every = Math.Max(1, trials.Count / MaxSliceMarks);
        var shown = trials.Where((_, i) => i % every == 0).Reverse().ToList();
        return new PlaneChart(view.Axis(parameter), ChartAxis.Around(view.Search.Objectives[0].Metric, shown.Select(t => t.Values[0])))
        {
            Width = 360,
            Height = 240,
            Marks = [.. shown.Select(t => new Mark(t.Point[parameter], t.Values[0], view.Style(t), view.Hint(t), t.Number))],
        };
    }
}
