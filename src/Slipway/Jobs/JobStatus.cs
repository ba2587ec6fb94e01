using System.Text.Json.Serialization;

namespace Slipway;

/// <summary>State of a job at a moment; the content of <c>status.json</c>.</summary>
public sealed record JobStatus
{
    /// <summary>Where the job is in its life.</summary>
    public required JobState State { get; init; }

    /// <summary>Why it failed, stopped or was cancelled; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it began to run.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>
    /// The epoch whose model the job kept, when it kept another than the last (early stopping); the model's metrics are those of that epoch. Null
    /// otherwise.
    /// </summary>
    public int? ModelEpoch { get; init; }

    /// <summary>Times that it was started: more than 1 after an interruption.</summary>
    public int Attempts { get; init; }

    /// <summary>Process that runs or ran it.</summary>
    public int ProcessId { get; init; }

    /// <summary>Whether it will not change any more.</summary>
    [JsonIgnore]
    public bool IsTerminal => State is JobState.Completed or JobState.Stopped or JobState.Failed or JobState.Cancelled;
}
