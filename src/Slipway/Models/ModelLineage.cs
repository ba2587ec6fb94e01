namespace Slipway.Models;

/// <summary>Where a model comes from; not part of its digest.</summary>
public sealed record ModelLineage
{
    /// <summary>Name of the job.</summary>
    public string JobName { get; init; } = "";

    /// <summary>When the model was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the job started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Seed of the job.</summary>
    public ulong Seed { get; init; }

    /// <summary>Rows of the training channel.</summary>
    public long TrainingRows { get; init; }

    /// <summary>Hash of the training rows as features; empty when the algorithm read the batches itself.</summary>
    public string DataFingerprint { get; init; } = "";

    /// <summary>Kernel path that trained it.</summary>
    public string KernelPath { get; init; } = "";

    /// <summary>Processor architecture, count, operating system.</summary>
    public string Hardware { get; init; } = "";

    /// <summary>Version of Slipway.</summary>
    public string SlipwayVersion { get; init; } = "";

    /// <summary>Version of .NET.</summary>
    public string RuntimeVersion { get; init; } = "";

    /// <summary>Digest of the model that training went on from; null when it started afresh.</summary>
    public string? ContinuedFrom { get; init; }

    /// <summary>Labels of the job.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
