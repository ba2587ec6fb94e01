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
    /// <param name="uri">Path or URI of the HTML file; replaced if it exists. Its folder is made.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="IOException">The file cannot be written; the message says why.</exception>
    public Task SaveReportAsync(string uri, CancellationToken cancellationToken = default) => Report.SaveAsync(uri, _task.Plan.Services, cancellationToken);

    /// <summary>Writes the trials as rows; see <see cref="TrialTable"/>.</summary>
    /// <param name="uri">Path or URI of a file that ends in <c>.csv</c> or <c>.arrow</c>; replaced if it exists. Its folder is made.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ArgumentException">The file ends otherwise.</exception>
    /// <exception cref="IOException">The file cannot be written; the message says why.</exception>
    public Task SaveTrialsAsync(string uri, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(uri);
        return Path.GetExtension(uri).ToLowerInvariant() switch
        {
            ".csv" => TrialTable.SaveCsvAsync(uri, Search, Trials, _task.Plan.Services, cancellationToken),
            ".arrow" => TrialTable.SaveArrowAsync(uri, Search, Trials, _task.Plan.Services, cancellationToken),
            _ => throw new ArgumentException($"'{uri}' must end in .csv or .arrow, which says the format of the trials.", nameof(uri)),
        };
    }
}
