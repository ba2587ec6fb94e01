using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Algorithms;

public class FactorizationMachineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Forward_GivenAnyRow_IsTheSumOverPairs(int outputs)
    {
        var weights = Random(features: 7, outputs, factors: 3);
        float[] row = [0.5f, 0, -1, 2, 0, 0.25f, -0.75f];
        var output = new float[outputs];
        var sparse = new float[outputs];

        weights.Forward([], row, output, new float[outputs * 3]);
        weights.Forward([0, 2, 3, 5, 6], [0.5f, -1, 2, 0.25f, -0.75f], sparse, new float[outputs * 3]);

        Assert.Equal(output, sparse);
        for (var o = 0; o < outputs; o++)
        {
            Assert.Equal(Pairwise(weights, row, o), output[o], 1e-5);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(0)]
    public void Update_GivenABatch_StepsAlongTheGradientOfTheMeanLoss(int classes)
    {
        var random = new Random(5);
        var outputs = classes > 2 ? classes : 1;
        var weights = Random(4, outputs, 2);
        float[] rows = [.. Enumerable.Range(0, 12).Select(_ => (float)random.NextDouble() - 0.3f)];
        float[] targets = classes == 0 ? [0.5f, -1, 2] : classes == 2 ? [0, 1, 1] : [0, 2, 1];
        float[] rowWeights = [1, 2, 0.5f];
        FactorizationMachineAlgorithm algorithm = classes == 0
            ? new FactorizationMachineRegressor { Factors = 2, Optimizer = Optimizer.Sgd, LearningRate = 1, LinearWeightDecay = 0, FactorsWeightDecay = 0 }
            : new FactorizationMachineClassifier { Factors = 2, Optimizer = Optimizer.Sgd, LearningRate = 1, LinearWeightDecay = 0, FactorsWeightDecay = 0 };
        var after = weights.Clone();

        var loss = new FactorizationMachineState(algorithm, after, 0, 1).Update(
            new TrainingBatch(FeatureBlock.Dense(rows, 3, 4), targets, rowWeights));

        Assert.Equal(MeanLoss(), loss / 3.5, 1e-5);
        for (var i = 0; i < weights.Values.Length + outputs; i++)
        {
            ref var parameter = ref i < outputs ? ref weights.Biases[i] : ref weights.Values[i - outputs];
            var before = parameter;
            parameter = before + 0.01f;
            var up = MeanLoss();
            parameter = before - 0.01f;
            var slope = (up - MeanLoss()) / 0.02;
            parameter = before;
            var stepped = i < outputs ? after.Biases[i] : after.Values[i - outputs];
            Assert.Equal(slope, before - stepped, 2e-4);
        }

        double MeanLoss() => Enumerable.Range(0, 3).Sum(r =>
        {
            var scores = Enumerable.Range(0, outputs).Select(o => Pairwise(weights, rows[(r * 4)..((r + 1) * 4)], o)).ToArray();
            return rowWeights[r] / 3.5 * (classes switch
            {
                0 => (scores[0] - targets[r]) * (scores[0] - targets[r]) / 2,
                2 => Math.Log(1 + Math.Exp(targets[r] > 0 ? -scores[0] : scores[0])),
                _ => Math.Log(scores.Sum(Math.Exp)) - scores[(int)targets[r]],
            });
        });
    }

    [Theory]
    [InlineData(Optimizer.Adam, 0.02, false)]
    [InlineData(Optimizer.Adam, 0.02, true)]
    [InlineData(Optimizer.AdamW, 0.02, false)]
    [InlineData(Optimizer.Sgd, 0.3, true)]
    public void Train_GivenAnEffectOfPairsOnly_LearnsWhatALinearModelCannot(Optimizer optimizer, double rate, bool sparse)
    {
        using var matrix = Pairs(sparse);
        var algorithm = new FactorizationMachineClassifier { Epochs = 60, Optimizer = optimizer, LearningRate = rate, InitialDeviation = 0.1, Factors = 4 };

        var (model, metrics) = LearnerRuns.Train(algorithm, matrix, matrix, ["no", "yes"]);
        var (_, linear) = LearnerRuns.Train(new LinearClassifier(), matrix, matrix, ["no", "yes"]);

        Assert.InRange(linear["validation:accuracy"], 0.4, 0.7);
        Assert.InRange(metrics["validation:accuracy"], 0.97, 1);
        Assert.All(LearnerRuns.Score(model, matrix).Chunk(2), p => Assert.Equal(1, p[0] + p[1], 1e-6f));
    }

    [Fact]
    public void Train_GivenThreeClassesOrANumber_PredictsThem()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var classes = table.Classification();
        using var numbers = table.Regression();

        var (_, accuracy) = LearnerRuns.Train(new FactorizationMachineClassifier { Epochs = 40 }, classes, classes, table.Classes);
        var (model, fit) = LearnerRuns.Train(new FactorizationMachineRegressor { Epochs = 60 }, numbers, numbers);

        Assert.InRange(accuracy["validation:accuracy"], 0.98, 1);
        Assert.InRange(fit["validation:r2"], 0.6, 1); // ordinary least squares: 0.59
        Assert.Equal(1, model.OutputWidth);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    public void Train_GivenCancellation_ResumesToTheSameModel(int metricsBeforeCancel)
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Regression();
        var algorithm = new FactorizationMachineRegressor();

        var resumed = LearnerRuns.TrainInTwoParts(algorithm, matrix, metricsBeforeCancel);

        Assert.Equal(LearnerRuns.Bytes(LearnerRuns.Train(algorithm, matrix, seed: 3).Model), resumed);
    }

    [Fact]
    public void Train_GivenOtherThreadsOrSeeds_DependsOnTheSeedOnly()
    {
        using var matrix = Pairs(sparse: true);
        var algorithm = new FactorizationMachineClassifier { Epochs = 2 };

        var one = LearnerRuns.Bytes(LearnerRuns.Train(algorithm, matrix, classes: ["no", "yes"], threads: 1).Model);

        Assert.Equal(one, LearnerRuns.Bytes(LearnerRuns.Train(algorithm, matrix, classes: ["no", "yes"], threads: 4).Model));
        Assert.NotEqual(one, LearnerRuns.Bytes(LearnerRuns.Train(algorithm, matrix, classes: ["no", "yes"], seed: 9).Model));
    }

    [Fact]
    public void Train_GivenFeaturesThatNeverOccur_LeavesTheirWeightsAlone()
    {
        using var matrix = FeatureMatrix.FromSparse([0, 1, 2], [0, 2], [1, 1], 1000, [0, 1]);

        var model = (FactorizationMachineModel)LearnerRuns.Train(
            new FactorizationMachineClassifier { LinearWeightDecay = 1, FactorsWeightDecay = 1 }, matrix, classes: ["no", "yes"]).Model;

        Assert.All(Enumerable.Range(3, 997), i => Assert.Equal(0, model.Weights.LinearOf(i)[0]));
        Assert.NotEqual(0, model.Weights.LinearOf(2)[0]);
    }

    [Fact]
    public void LoadModel_GivenItsPartsOrHostileOnes_ScoresTheSameOrRefuses()
    {
        var table = StandardisedTable.Read("wine.csv");
        using var matrix = table.Classification();
        var algorithm = new FactorizationMachineClassifier { Epochs = 2 };
        var (model, _) = LearnerRuns.Train(algorithm, matrix, classes: table.Classes);

        Assert.Equal(LearnerRuns.Score(model, matrix), LearnerRuns.Score(LearnerRuns.Reload(algorithm, model, table.Classes), matrix));
        Assert.Throws<ArtifactException>(() => LearnerRuns.Reload(algorithm with { Factors = 9 }, model, table.Classes));
        Assert.Throws<ArtifactException>(() => LearnerRuns.Reload(algorithm, model, ["a", "b"]));
        Assert.Throws<ArtifactException>(() => LearnerRuns.Reload(algorithm, model, table.Classes, features: 14));
        Assert.Throws<ArtifactException>(() => LearnerRuns.Reload(
            algorithm, model, table.Classes, t => t.Name == "bias" ? new Tensor("bias", [3, 1], new float[3]) : t));
    }

    [Fact]
    public void Train_GivenAModelToGoOnFrom_NeedsItsShape()
    {
        using var matrix = Pairs(sparse: false);
        var (first, _) = LearnerRuns.Train(new FactorizationMachineClassifier { Epochs = 1 }, matrix, classes: ["no", "yes"]);
        var context = new TrainingContext(new FactorizationMachineClassifier().Describe(), matrix, new TrainingRunServices())
        {
            Classes = ["no", "yes"],
            InitialModel = first,
        };

        var error = Assert.Throws<HyperparameterException>(() => new FactorizationMachineClassifier { Factors = 2 }.Train(context));
        Assert.Contains("8 factors", error.Message, StringComparison.Ordinal);
        using var second = (FactorizationMachineModel)new FactorizationMachineClassifier { Epochs = 1, LearningRate = 1e-9 }.Train(context);
        Assert.All(
            second.Weights.Values.Zip(((FactorizationMachineModel)first).Weights.Values), p => Assert.Equal(p.First, p.Second, 1e-5f));
    }

    /// <summary>The class says whether the signs of the first two of six features are the same.</summary>
    private static FeatureMatrix Pairs(bool sparse)
    {
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, 400 * 6).Select(_ => random.Next(2) == 0 ? -1f : 1f)];
        float[] targets = [.. values.Chunk(6).Select(r => r[0] == r[1] ? 1f : 0f)];
        return sparse
            ? FeatureMatrix.FromSparse(
                [.. Enumerable.Range(0, 401).Select(i => i * 6)], [.. Enumerable.Range(0, 2400).Select(i => i % 6)], values, 6, targets)
            : FeatureMatrix.FromDense(values, 400, 6, targets);
    }

    private static FactorizationWeights Random(int features, int outputs, int factors)
    {
        var weights = new FactorizationWeights(features, outputs, factors);
        var random = new Random(3);
        foreach (var values in (float[][])[weights.Values, weights.Biases])
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)random.NextDouble() - 0.5f;
            }
        }

        return weights;
    }

    private static double Pairwise(FactorizationWeights weights, float[] row, int output)
    {
        double sum = weights.Biases[output];
        for (var i = 0; i < row.Length; i++)
        {
            sum += (double)weights.LinearOf(i)[output] * row[i];
            for (var j = 0; j < i; j++)
            {
                for (var f = output * weights.Factors; f < (output + 1) * weights.Factors; f++)
                {
                    sum += (double)weights.FactorsOf(i)[f] * weights.FactorsOf(j)[f] * row[i] * row[j];
                }
            }
        }

        return sum;
    }
}
