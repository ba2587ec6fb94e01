using Slipway.Tuning;

namespace Slipway;

public abstract partial class TunerBuilder<TSelf>
{
    /// <summary>Checks everything that can be checked without data.</summary>
    /// <returns>The same tuner.</returns>
    /// <exception cref="TuningException">Settings that cannot work; all of them.</exception>
    public TSelf Build()
    {
        _ = TuningPlan.Of(Spaces, Settings);
        return (TSelf)this;
    }

    /// <summary>Searches, waits, and returns what was found.</summary>
    /// <param name="train">Training rows.</param>
    /// <param name="validation">Rows to validate on; null only when no objective is measured on them.</param>
    /// <param name="progress">Receives what happens, one change after the other; the end of the search waits for it.</param>
    /// <param name="cancellationToken">
    /// Cancels the search: running trials end within one batch. What is finished stays in the journal and in the job directories.
    /// </param>
    /// <exception cref="TuningException">Settings that cannot work; all of them.</exception>
    /// <exception cref="TuningFailedException">No trial was completed, or too many failed in a row.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<TuningResult> TuneAsync(
        DataChannel train, DataChannel? validation = null, IProgress<TuningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var job = await StartAsync(train, validation, progress, cancellationToken).ConfigureAwait(false);
        await using (job.ConfigureAwait(false))
        {
            await using var cancel = cancellationToken.UnsafeRegister(static state => ((TuningJob)state!).Cancel(), job).ConfigureAwait(false);
            try
            {
                return await job.Completion.ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(e.Message, e, cancellationToken);
            }
        }
    }

    /// <summary>Starts a search and returns at once.</summary>
    /// <param name="train">Training rows.</param>
    /// <param name="validation">Rows to validate on; null only when no objective is measured on them.</param>
    /// <param name="progress">Receives what happens, one change after the other; the end of the search waits for it.</param>
    /// <param name="cancellationToken">Stops the start; a search that has started is not affected (see <see cref="TuningJob.Cancel"/>).</param>
    /// <exception cref="TuningException">Settings that cannot work; all of them.</exception>
    public Task<TuningJob> StartAsync(
        DataChannel train, DataChannel? validation = null, IProgress<TuningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(TuningJob.Start(TuningPlan.Of(Spaces, Settings).For(train, validation), progress));
    }

    /// <summary>
    /// Checks the settings, then pushes a sample of rows through one training of each algorithm, with every varied hyperparameter in the middle of its
    /// range, and estimates the time of the search. Leaves nothing behind.
    /// </summary>
    /// <param name="train">Training rows.</param>
    /// <param name="validation">Rows to validate on; null only when no objective is measured on them.</param>
    /// <param name="cancellationToken">Cancels the dry run.</param>
    /// <exception cref="TuningException">Settings that cannot work; all of them.</exception>
    /// <exception cref="TrainingFailedException">A dry run failed as the training would have; the inner exception is the cause.</exception>
    public Task<TuningDryRunReport> DryRunAsync(DataChannel train, DataChannel? validation = null, CancellationToken cancellationToken = default) =>
        TuningDryRun.RunAsync(TuningPlan.Of(Spaces, Settings).For(train, validation), cancellationToken);
}
