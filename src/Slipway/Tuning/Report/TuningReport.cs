using System.Text;
using Slipway.Reports;
using Slipway.Storage;

namespace Slipway.Tuning;

/// <summary>
/// A search as one self-contained HTML page: optimisation history, learning curves, parallel coordinates, slices, parameter importance and all
/// trials. Opens without a network, in light and dark. Works for a search that still runs, and from a journal alone.
/// </summary>
/// <param name="Search">The search.</param>
/// <param name="Trials">Its trials.</param>
public sealed record TuningReport(SearchDefinition Search, IReadOnlyList<Trial> Trials)
{
    /// <summary>Heading of the page.</summary>
    public string Title { get; init; } = "Hyperparameter search";

    /// <summary>Line under the heading, e.g. the sampler, the pruner, and why the search ended.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The page.</summary>
    /// <param name="cancellationToken">Stops the computation of importances.</param>
    public string ToHtml(CancellationToken cancellationToken = default)
    {
        var view = new TrialView(Search, Trials);
        var page = new ReportPage(Title, Subtitle);
        page.AddTiles(Tiles(view));
        HistoryCharts.Add(page, view);
        SpaceCharts.Add(page, view, ParameterImportance.Compute(Search, Trials, cancellationToken));
        TrialsSection.Add(page, view);
        return page.ToString();
    }

    /// <summary>Writes the page to a file, whole or not at all.</summary>
    /// <param name="uri">Path or URI of the file; replaced if it exists. Its folder is made.</param>
    /// <param name="services">Object stores; null means <see cref="SlipwayServices.Default"/>.</param>
    /// <param name="cancellationToken">Stops the call; the file is then as it was.</param>
    /// <exception cref="IOException">The file cannot be written; the message says why.</exception>
    public async Task SaveAsync(string uri, SlipwayServices? services = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(uri);
        var html = Encoding.UTF8.GetBytes(ToHtml(cancellationToken));
        await WholeObject.WriteAsync(uri, services, async stream => await stream.WriteAsync(html, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
    }

    private IEnumerable<(string Label, string Value, string Note)> Tiles(TrialView view)
    {
        foreach (var (objective, index) in Search.Objectives.Select((o, i) => (o, i)))
        {
            var best = view.BestBy(index);
            yield return (
                $"Best {objective.Metric}", best is null ? "none" : NumberText.Short(best.Values[index]),
                best is null ? "no trial completed" : $"trial {best.Number}");
        }

        yield return ("Trials", view.Trials.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), view.StatesInWords());
        var ended = view.Trials.Where(t => t.Ended is not null).ToList();
        if (ended.Count > 0 && view.Trials.Any(t => t.Started != default))
        {
            var span = ended.Max(t => t.Ended!.Value) - ended.Min(t => t.Started);
            var average = TimeSpan.FromTicks((long)ended.Average(t => (t.Ended!.Value - t.Started).Ticks));
            yield return ("Duration", NumberText.Short(span), $"{NumberText.Short(average)} a trial");
        }

        if (view.PrunedShare is { } saved)
        {
            yield return ("Steps not run", $"{NumberText.Short(Math.Round(saved * 100, 1))} %", "because pruned trials ended early");
        }
    }
}
