using Slipway.Models;

namespace Slipway.Tests.ModelTests;

/// <summary>Another version of <see cref="Notebook"/>, which trusts its files too much.</summary>
public sealed record NotebookThatFails : Algorithm
{
    public double Scale { get; init; } = 1;

    public int[] Layers { get; init; } = [];

    public override AlgorithmDescription Describe() => new Notebook().Describe();

    public override Model Train(TrainingContext context) => throw new NotSupportedException("Never trained.");

    public override Model LoadModel(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new NotebookModel([], [], [reader.ReadInt32("order")[5]], null, []);
    }
}
