namespace Slipway.Tuning;

/// <summary>Opens the ask-and-tell search behind a tuner: fresh, or from its journal.</summary>
internal static class TuningSearch
{
    public static Task<HyperparameterSearch> OpenAsync(TuningTask task, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(HyperparameterSearch.Create(
            task.Plan.Definition, task.Plan.Sampler, task.Plan.Pruner, new HyperparameterSearchOptions { Clock = task.Plan.Services.Clock }));
    }
}
