namespace Slipway.Tuning;

/// <summary>What random numbers of a search are for: decisions with different purposes never share a sequence.</summary>
internal enum SamplerStream
{
    Uniform = 1,
    SobolScramble = 2,
    TpeCandidates = 3,
    CmaEsNormal = 4,
    CmaEsRestart = 5,
    Nsga2Offspring = 6,
    BayesianStart = 7,
    BayesianCandidates = 8,
}
