namespace Slipway.Jobs;

/// <summary>A line was logged.</summary>
/// <param name="Position">0-based number of the event within the job.</param>
/// <param name="Line">Time, level and message, as in <c>training.log</c>.</param>
public sealed record LogEvent(long Position, string Line) : JobEvent(Position);
