using System.Text.Json.Nodes;

namespace Slipway.Tests.Algorithms;

public class HyperparameterTests
{
    [Fact]
    public void WithHyperparameters_GivenSomeNames_KeepsTheOtherDefaults()
    {
        var algorithm = (MlpClassifier)new MlpClassifier().WithHyperparameters(new JsonObject { ["epochs"] = 3 });

        Assert.Equal(3, algorithm.Epochs);
        Assert.Equal(1e-3, algorithm.LearningRate);
        Assert.Equal([100], algorithm.HiddenLayers);
        Assert.True(algorithm.Nesterov);
    }

    [Fact]
    public void WithHyperparameters_GivenSageMakerStrings_ParsesThemByPropertyType()
    {
        var algorithm = (MlpClassifier)new MlpClassifier().WithHyperparameters(new JsonObject
        {
            ["hidden_layers"] = "[64, 32]",
            ["LearningRate"] = "0.01",
            ["nesterov"] = "False",
            ["optimizer"] = "Sgd",
            ["early-stopping"] = """{"Metric":"validation:accuracy","patience":2}""",
        });

        Assert.Equal([64, 32], algorithm.HiddenLayers);
        Assert.Equal(0.01, algorithm.LearningRate);
        Assert.False(algorithm.Nesterov);
        Assert.Equal(Optimizer.Sgd, algorithm.Optimizer);
        Assert.Equal(2, algorithm.EarlyStopping!.Patience);
    }

    [Fact]
    public void WithHyperparameters_GivenUnknownNameAndUnreadableValue_ReportsBoth()
    {
        var error = Assert.Throws<HyperparameterException>(() => new MlpClassifier().WithHyperparameters(new JsonObject
        {
            ["epoch"] = 3,
            ["learning_rate"] = "fast",
        }));

        Assert.Equal(2, error.Problems.Count);
        Assert.Contains("epoch", error.Message, StringComparison.Ordinal);
        Assert.Contains("hidden_layers", error.Problems[0].Allowed, StringComparison.Ordinal);
        Assert.Contains("learning_rate is \"fast\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHyperparameters_GivenAnyAlgorithm_IsCanonical()
    {
        var names = new MlpClassifier().ToHyperparameters().Select(p => p.Key).ToList();

        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Contains("hidden_layers", names);
        Assert.DoesNotContain(names, n => n.Contains("contract", StringComparison.Ordinal));
    }

    [Fact]
    public void Equals_GivenEqualArrays_ComparesContent()
    {
        var one = new MlpClassifier { HiddenLayers = [8, 4] };
        var same = new MlpClassifier { HiddenLayers = [8, 4] };
        var other = new MlpClassifier { HiddenLayers = [4, 8] };

        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(one, other);
        Assert.StartsWith("MlpClassifier {", one.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    public void FindProblems_GivenBadLearningRate_NamesValueAndRange(double value)
    {
        var problem = Assert.Single(new MlpClassifier { LearningRate = value }.FindProblems());

        Assert.Equal("LearningRate", problem.Name);
        Assert.Contains("greater than 0", problem.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void FindProblems_GivenSeveral_ReportsEveryOne()
    {
        var problems = new MlpClassifier
        {
            HiddenLayers = [10, 0],
            Epochs = 0,
            Optimizer = (Optimizer)9,
            EarlyStopping = new EarlyStopping { Metric = "validation:f1", Patience = 0 },
            ClassWeights = new Dictionary<string, double> { ["a"] = -1 },
        }.FindProblems();

        Assert.Equal(
            ["HiddenLayers[1]", "Epochs", "Optimizer", "EarlyStopping.Metric", "EarlyStopping.Patience", "ClassWeights['a']"],
            problems.Select(p => p.Name).OrderBy(n => Array.IndexOf(
                ["HiddenLayers[1]", "Epochs", "Optimizer", "EarlyStopping.Metric", "EarlyStopping.Patience", "ClassWeights['a']"], n)));
    }

    [Fact]
    public void For_GivenAlgorithmWithArray_CopiesTheArray()
    {
        int[] layers = [16];
        var estimator = Estimator.For(new MlpClassifier { HiddenLayers = layers });

        layers[0] = 99;

        Assert.Equal([16], estimator.Algorithm.HiddenLayers);
    }

    [Fact]
    public void AddAlgorithm_GivenTakenId_NamesBothTypes()
    {
        var services = SlipwayServices.Default.AddAlgorithm<First>();

        var error = Assert.Throws<ArgumentException>(() => services.AddAlgorithm<Second>());

        Assert.Contains(nameof(First), error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Second), error.Message, StringComparison.Ordinal);
    }

    public abstract record Taken : Algorithm
    {
        public override AlgorithmDescription Describe() => new("test.taken", LearningTask.Regression, []);

        public override Models.Model Train(TrainingContext context) => throw new InvalidOperationException();

        public override Models.Model LoadModel(Models.ModelReader reader) => throw new InvalidOperationException();
    }

    public sealed record First : Taken;

    public sealed record Second : Taken;
}
