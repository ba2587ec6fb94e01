namespace Slipway;

/// <summary>How far a streaming job is.</summary>
/// <param name="State">Where the job is in its life.</param>
/// <param name="Rows">Rows learned, those of earlier attempts included.</param>
/// <param name="MicroBatches">Micro-batches learned.</param>
/// <param name="Windows">Windows that ended.</param>
/// <param name="Position">Where the first row that is not learned begins; null without positions or before the first.</param>
/// <param name="LastSnapshot">File of the newest snapshot; null before the first.</param>
public sealed record StreamingProgress(JobState State, long Rows, long MicroBatches, int Windows, string? Position, string? LastSnapshot);
