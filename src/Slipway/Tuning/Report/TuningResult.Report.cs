using System.Globalization;
using Slipway.Tuning;

namespace Slipway;

public sealed partial class TuningResult
{
    /// <summary>How much of the first objective's variation each parameter explains; see <see cref="ParameterImportance.Compute"/>.</summary>
    /// <param name="cancellationToken">Stops the computation.</param>
    public IReadOnlyList<ParameterImportance> ParameterImportances(CancellationToken cancellationToken = default) =>
        ParameterImportance.Compute(Search, Trials, cancellationToken);

    /// <summary>The search as a page: see <see cref="TuningReport"/>.</summary>
    public TuningReport Report => new(Search, Trials)
    {
        Title = Name,
        Subtitle = string.Create(
            CultureInfo.InvariantCulture, $"Sampler {_task.Plan.Sampler.Description}, pruner {_task.Plan.Pruner.Description}. Ended because of {StopReason}."),
    };

    /// <summary>Writes the page to a file, whole or not at all.</summary>
    /// <param name="path">The HTML file; replaced if it exists.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public Task SaveReportAsync(string path, CancellationToken cancellationToken = default) => Report.SaveAsync(path, cancellationToken);

    /// <summary>Writes the trials as rows; see <see cref="TrialTable"/>.</summary>
    /// <param name="path">A file that ends in <c>.csv</c> or <c>.arrow</c>; replaced if it exists.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ArgumentException">The file ends otherwise.</exception>
    public Task SaveTrialsAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" => TrialTable.SaveCsvAsync(path, Search, Trials, cancellationToken),
            ".arrow" => TrialTable.SaveArrowAsync(path, Search, Trials, cancellationToken),
            _ => throw new ArgumentException($"'{path}' must end in .csv or .arrow, which says the format of the trials.", nameof(path)),
        };
    }
}
