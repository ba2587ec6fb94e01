namespace Slipway.Tuning;

/// <summary>What a search is about: fixed for its whole life, also over restarts.</summary>
/// <param name="Space">What is varied.</param>
/// <param name="Objectives">What is made better; at least one, and pruning uses the first.</param>
/// <param name="Seed">Seed of every random decision of the search.</param>
public sealed record SearchDefinition(ParameterSpace Space, IReadOnlyList<Objective> Objectives, ulong Seed = 0);
