using Slipway.Tuning;

namespace Slipway.Peers.Tuning;

/// <summary>A function to minimise whose best value is known; <c>peers/tuner.py</c> has the same ones by name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Space">What it is minimised over.</param>
/// <param name="Value">The value at a point, without noise.</param>
/// <param name="Optimum">The smallest value.</param>
/// <param name="Noise">Standard deviation of the normal noise on each evaluation.</param>
internal sealed record BlackBox(string Name, ParameterSpace Space, Func<ParameterPoint, double> Value, double Optimum, double Noise = 0);
