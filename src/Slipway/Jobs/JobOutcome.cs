namespace Slipway.Jobs;

/// <summary>How a job in this process ended: a model, or what went wrong.</summary>
internal sealed record JobOutcome(JobStatus Status, TrainedModel? Model, Exception? Error);
