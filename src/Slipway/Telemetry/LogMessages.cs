using Microsoft.Extensions.Logging;

namespace Slipway.Telemetry;

/// <summary>Every message that Slipway logs. Event ids are part of the public contract.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Information, "Job {Job} started: {Algorithm} on kernel path {KernelPath} with {Threads} thread(s)")]
    public static partial void JobStarted(ILogger logger, string job, string algorithm, string kernelPath, int threads);

    [LoggerMessage(2, LogLevel.Information, "{Rows} training rows, {Features} features ({Layout}), {Spilled} bytes spilled, {Milliseconds:0} ms")]
    public static partial void DataReady(ILogger logger, long rows, int features, string layout, long spilled, double milliseconds);

    [LoggerMessage(3, LogLevel.Debug, "Epoch {Epoch} took {Milliseconds:0.0} ms")]
    public static partial void EpochFinished(ILogger logger, int epoch, double milliseconds);

    [LoggerMessage(4, LogLevel.Information, "Stopped early after epoch {Epoch}: best {Metric} {Best} is {Epochs} epoch(s) old")]
    public static partial void StoppedEarly(ILogger logger, int epoch, string metric, double best, int epochs);

    [LoggerMessage(5, LogLevel.Information, "Resumed from a checkpoint: epoch {Epoch}, batch {Batch}")]
    public static partial void Resumed(ILogger logger, int epoch, long batch);

    [LoggerMessage(6, LogLevel.Warning, "{Warning}")]
    public static partial void FeatureWarning(ILogger logger, string warning);

    [LoggerMessage(7, LogLevel.Information, "Model {Digest} saved to {Artifact} ({Milliseconds:0} ms)")]
    public static partial void ModelSaved(ILogger logger, string digest, string artifact, double milliseconds);

    [LoggerMessage(8, LogLevel.Information, "Job {Job} ended: {State} after {Seconds:0.00} s")]
    public static partial void JobEnded(ILogger logger, string job, JobState state, double seconds);

    [LoggerMessage(9, LogLevel.Error, "Job {Job} failed: {Reason}")]
    public static partial void JobFailed(ILogger logger, Exception exception, string job, string reason);

    [LoggerMessage(10, LogLevel.Warning, "Checkpoint {File} is damaged and was passed over: {Problem}")]
    public static partial void CheckpointDamaged(ILogger logger, string file, string problem);

    [LoggerMessage(11, LogLevel.Debug, "Checkpoint saved: {Bytes} bytes in {Milliseconds:0.0} ms")]
    public static partial void CheckpointSaved(ILogger logger, long bytes, double milliseconds);

    [LoggerMessage(12, LogLevel.Information, "Model '{Name}' loaded from {Uri}: {Digest}")]
    public static partial void ModelLoaded(ILogger logger, string name, string uri, string digest);

    [LoggerMessage(13, LogLevel.Warning, "Not converged to tolerance {Tolerance} after {Iterations} iterations; raise MaxIterations or L2")]
    public static partial void NotConverged(ILogger logger, int iterations, double tolerance);

    [LoggerMessage(14, LogLevel.Information, "{Rows} training rows, read by an earlier job of this process")]
    public static partial void DataShared(ILogger logger, long rows);

    [LoggerMessage(15, LogLevel.Warning, "Newton's method found no step after {Iterations} iterations: features or weights of extreme size? L-BFGS goes on from there")]
    public static partial void NewtonGaveUp(ILogger logger, int iterations);

    [LoggerMessage(16, LogLevel.Warning, "The progress of search {Search} threw and is told nothing more")]
    public static partial void ProgressFailed(ILogger logger, Exception exception, string search);

    [LoggerMessage(17, LogLevel.Warning, "The store failed on {Uri} and is tried again: {Problem}")]
    public static partial void StoreFailed(ILogger logger, string uri, string problem);

    [LoggerMessage(18, LogLevel.Debug, "Stored {Uri}: {Bytes} bytes in {Milliseconds:0.0} ms")]
    public static partial void ObjectStored(ILogger logger, string uri, long bytes, double milliseconds);

    [LoggerMessage(19, LogLevel.Information, "{Rows} training rows, {Features} features ({Layout}), streamed in pools of up to {PoolRows} rows, {Pools} pool(s) in memory, {Milliseconds:0} ms")]
    public static partial void PipeReady(ILogger logger, long rows, int features, string layout, int poolRows, int pools, double milliseconds);

    [LoggerMessage(20, LogLevel.Information, "{Algorithm} needs all rows at once: the train channel's stream (InputMode.Pipe) is read into memory or, past the budget, into a spill file")]
    public static partial void PipeIsKept(ILogger logger, string algorithm);

    [LoggerMessage(40, LogLevel.Information, "Streaming job {Job} started: {Algorithm} on kernel path {KernelPath} learns from {Source}")]
    public static partial void StreamStarted(ILogger logger, string job, string algorithm, string kernelPath, string source);

    [LoggerMessage(41, LogLevel.Information, "Resumed after row {Rows} ({MicroBatches} micro-batches), at position {Position}")]
    public static partial void StreamResumed(ILogger logger, long rows, long microBatches, string? position);

    [LoggerMessage(42, LogLevel.Information, "Snapshot after row {Rows}: {File} ({Milliseconds:0} ms)")]
    public static partial void SnapshotSaved(ILogger logger, long rows, string file, double milliseconds);

    [LoggerMessage(43, LogLevel.Warning, "Drift in {Drift}")]
    public static partial void DriftDetected(ILogger logger, DriftDetected drift);

    [LoggerMessage(44, LogLevel.Information, "{Features} features ({Layout}) fitted on the first {Rows} rows")]
    public static partial void StreamFeaturesFitted(ILogger logger, int features, string layout, long rows);
}
