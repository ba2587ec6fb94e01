using System.Text.Json.Nodes;
using Slipway.Models;

namespace Slipway.Tests.ModelTests;

/// <summary>An algorithm whose model keeps one of everything that an artifact can hold.</summary>
public sealed record Notebook : Algorithm
{
    public const string Id = "tests.notebook";

    [Bounds(0, 10)]
    public double Scale { get; init; } = 1;

    public int[] Layers { get; init; } = [3, 2];

    public override AlgorithmDescription Describe() =>
        new(Id, LearningTask.Regression,
            [new MetricDefinition("train:loss", MetricDirection.Minimize)])
        {
            Input = AlgorithmInput.RecordBatches,
        };

    public override Model Train(TrainingContext context) => throw new NotSupportedException("The tests make the model by hand.");

    public override Model LoadModel(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new NotebookModel(
            reader.ReadSingle("layer.weight", 2, 3), reader.ReadDouble("layer.bias", 2), reader.ReadInt32("order"),
            reader.ReadValue("note") as JsonObject, reader.ReadFile("engine.txt"));
    }
}
