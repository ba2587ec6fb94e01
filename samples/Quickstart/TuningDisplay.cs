using Slipway;
using Slipway.Tuning;
using Spectre.Console;

namespace Quickstart;

/// <summary>Searches with a live table of the trials.</summary>
internal static class TuningDisplay
{
    public static async Task<TuningResult> TuneAsync<TTuner>(TTuner tuner, DataChannel train, DataChannel validation)
        where TTuner : TunerBuilder<TTuner>
    {
        var table = new Table().Title("tuning").AddColumns("trial", "state", "epoch", "accuracy", "best");
        await using var job = await tuner.StartAsync(train, validation);
        await AnsiConsole.Live(table).StartAsync(async display =>
        {
            await foreach (var change in job.Progress)
            {
                Show(table, change);
                if (AnsiConsole.Profile.Capabilities.Interactive)
                {
                    display.Refresh(); // elsewhere (a log file, say) the table is written once, at the end
                }
            }
        });
        var tuned = await job.Completion;
        AnsiConsole.MarkupLine(Markup.Escape($"{tuned} ({tuned.Duration.TotalSeconds:0.0} s)"));
        return tuned;
    }

    private static void Show(Table table, TuningProgress change)
    {
        var trial = change.Trial;
        var latest = trial.Values.Count > 0 ? trial.Values[0] : trial.Reports.Count > 0 ? trial.Reports[^1].Value : double.NaN;
        string[] cells =
        [
            $"{trial.Number + 1} of {change.MaxTrials}", $"{trial.State}", $"{(trial.Reports.Count > 0 ? trial.Reports[^1].Step : 0)}",
            double.IsNaN(latest) ? "" : $"{latest:0.0000}", change.Best is { } best ? $"{best.Values[0]:0.0000}" : "",
        ];
        while (table.Rows.Count <= trial.Number)
        {
            table.AddRow("", "", "", "", "");
        }

        for (var i = 0; i < cells.Length; i++)
        {
            table.UpdateCell(trial.Number, i, cells[i]);
        }
    }
}
