using Slipway.Models;

namespace Slipway.Tests.ModelTests;

/// <summary>Another version of <see cref="Notebook"/>, which has lost a hyperparameter.</summary>
public sealed record NotebookWithoutLayers : Algorithm
{
    public double Scale { get; init; } = 1;

    public override AlgorithmDescription Describe() => new Notebook().Describe();

    public override Model Train(TrainingContext context) => throw new NotSupportedException("Never trained.");

    public override Model LoadModel(ModelReader reader) => new Notebook().LoadModel(reader);
}
