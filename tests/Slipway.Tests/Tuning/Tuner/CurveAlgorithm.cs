using System.Text.Json.Serialization;
using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Tuning.Tuner;

/// <summary>A user's algorithm whose learning curve is known: its score rises with the epochs towards a height that its hyperparameters decide.</summary>
internal sealed record CurveAlgorithm : Algorithm
{
    /// <summary>Height of the curve is <c>1 - (X - 0.3)^2 - Y / 10</c>.</summary>
    [Bounds(0, 1)]
    public double X { get; init; } = 0.5;

    [Bounds(0, 10)]
    public int Y { get; init; }

    public double? Z { get; init; }

    public int? Whole { get; init; }

    public long Wide { get; init; } = 1;

    public float Single { get; init; } = 1;

    public bool Flag { get; init; }

    public CurveKind Kind { get; init; }

    public int[] Sizes { get; init; } = [1];

    [Bounds(1, 1000)]
    public int Epochs { get; init; } = 4;

    public int StepsPerEpoch { get; init; } = 3;

    /// <summary>File that gets a character a step; empty for none.</summary>
    public string StepLog { get; init; } = "";

    /// <summary>Below this X the training goes wrong in the way of <see cref="Kind"/>.</summary>
    public double WrongBelow { get; init; } = -1;

    [JsonIgnore]
    public double Derived => X * 2;

    public override AlgorithmDescription Describe() => new(
        "test.curve", LearningTask.Classification,
        [
            new MetricDefinition("validation:score", MetricDirection.Maximize), new MetricDefinition("validation:cost", MetricDirection.Minimize),
            new MetricDefinition("validation:never", MetricDirection.Minimize),
        ])
    {
        Input = AlgorithmInput.DenseFeatures,
    };

    public override Model Train(TrainingContext context)
    {
        var wrong = X < WrongBelow;
        for (var epoch = 1; epoch <= Epochs; epoch++)
        {
            for (var step = 0; step < StepsPerEpoch; step++)
            {
                context.ThrowIfCancellationRequested();
                if (StepLog.Length > 0)
                {
                    File.AppendAllText(StepLog, "x");
                }
            }

            if (wrong && Kind == CurveKind.Throws)
            {
                throw new InvalidOperationException($"X is too small: {(X < 0.1 ? "much" : "a bit")}.");
            }

            while (wrong && Kind == CurveKind.Hangs)
            {
                context.ThrowIfCancellationRequested();
                Thread.Yield();
            }

            if (!wrong || Kind != CurveKind.Silent)
            {
                context.Report("validation:score", wrong && Kind == CurveKind.Diverges ? double.NaN : Height - (0.5 / epoch), epoch);
                context.Report("validation:cost", Y + (1 / (1 + X)), epoch);
            }
        }

        return new ConstantModel(context.Train.FeatureCount, context.Classes.Count);
    }

    public override Model LoadModel(ModelReader reader) => new ConstantModel(reader.FeatureCount, reader.Classes.Count);

    protected internal override IEnumerable<HyperparameterProblem> Validate()
    {
        if (Flag && Kind == CurveKind.Throws)
        {
            yield return new HyperparameterProblem(nameof(Flag), "true", "false when Kind is Throws");
        }
    }

    private double Height => 1 - ((X - 0.3) * (X - 0.3)) - (Y / 10.0);

    private sealed class ConstantModel(int width, int classes) : VectorModel
    {
        public override int InputWidth => width;

        public override int OutputWidth => classes;

        public override void Score(FeatureBlock features, Span<float> output) => output.Fill(1f / classes);

        public override void Save(ModelWriter writer) => writer.Write("nothing", [1], new float[1]);
    }
}
