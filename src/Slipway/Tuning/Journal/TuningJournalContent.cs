namespace Slipway.Tuning;

/// <summary>What a journal says at one moment.</summary>
public sealed record TuningJournalContent
{
    /// <summary>What the search is about.</summary>
    public required SearchDefinition Definition { get; init; }

    /// <summary>The sampler's description.</summary>
    public required string Sampler { get; init; }

    /// <summary>The pruner's description.</summary>
    public required string Pruner { get; init; }

    /// <summary>What else identifies the search: <see cref="HyperparameterSearchOptions.Identity"/>.</summary>
    public required IReadOnlyDictionary<string, string> Identity { get; init; }

    /// <summary>When the search began.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>All trials by increasing number, those of the warm start (negative numbers) and running ones included.</summary>
    public required IReadOnlyList<Trial> Trials { get; init; }
}
