using System.Diagnostics;
using Slipway;
using Spectre.Console;

namespace Quickstart;

/// <summary>Trains with a live progress bar and the latest metrics beside it.</summary>
internal static class TrainingDisplay
{
    public static async Task<TrainedModel> FitAsync<TAlgorithm>(
        string name, Estimator<TAlgorithm> estimator, DataChannel train, DataChannel validation) where TAlgorithm : Algorithm
    {
        var start = Stopwatch.StartNew();
        return await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .StartAsync(async display =>
            {
                var task = display.AddTask(name, maxValue: 1);
                await using var job = await estimator.StartAsync(train, validation, new Forward(task));
                TimeSpan? first = null;
                var latest = new SortedDictionary<string, double>(StringComparer.Ordinal);
                await foreach (var metric in job.Metrics)
                {
                    first ??= start.Elapsed;
                    latest[metric.Name] = metric.Value;
                    task.Description = $"{name} epoch {metric.Epoch}: {string.Join("  ", latest.Select(m => $"{m.Key} {m.Value:0.0000}"))}";
                }

                var model = await job.Completion;
                task.Value = 1;
                task.Description = $"{task.Description}  (first metric after {first?.TotalMilliseconds:0} ms, {start.Elapsed.TotalSeconds:0.00} s)";
                return model;
            });
    }

    private sealed class Forward(ProgressTask task) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => task.Value = value.Fraction;
    }
}
