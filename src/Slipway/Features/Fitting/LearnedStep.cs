namespace Slipway.Features;

/// <summary>The result of learning a column.</summary>
/// <param name="Step">The step.</param>
/// <param name="Nonzeros">Features of a row that are expected to be other than zero; decides between dense and sparse.</param>
/// <param name="InputWidth">Width of the raw column.</param>
internal sealed record LearnedStep(FittedStep Step, double Nonzeros, int InputWidth = 1);
