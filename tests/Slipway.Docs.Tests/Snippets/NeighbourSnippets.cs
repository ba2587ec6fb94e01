namespace Slipway.Docs.Tests.Snippets;

public class NeighbourSnippets : IClassFixture<SnippetFolder>
{
    [Fact]
    public async Task KMeans_GivenShippedWine_FindsThreeClusters()
    {
        #region clusters-kmeans
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class"); // a label column is left out of the features
        var (train, test) = wine.Split(0.8, seed: 1);
        using var model = await Estimator.For(new KMeans { K = 3, Restarts = 10 }).WithOutput("models/").FitAsync(train, test);

        var report = await model.EvaluateAsync(test);
        Console.WriteLine(report); // silhouette, msd, ssd

        using var predictor = model.CreatePredictor<WineRow, int>();
        var cluster = predictor.Predict(new WineRow { Alcohol = 14.2f, Flavanoids = 3.1f, Proline = 1065 });
        #endregion

        Assert.InRange(cluster, 0, 2);
        Assert.True(report.Metrics["silhouette"] > 0.2);
        Assert.Contains(model.Metrics, m => m.Name == "test:msd");
    }

    [Fact]
    public async Task KNearestNeighbors_GivenShippedWine_ClassifiesIt()
    {
        #region clusters-neighbours
        var (train, test) = DataChannel.FromCsv("wine.csv").WithLabel("class").Split(0.8, seed: 1);
        using var model = await Estimator.For(new KNearestNeighborsClassifier { K = 10, Weighting = NeighborWeighting.Distance })
            .WithOutput("models/").FitAsync(train, test);

        var report = await model.EvaluateAsync(test);
        Console.WriteLine(report.Metrics["accuracy"]);
        #endregion

        Assert.InRange(report.Metrics["accuracy"], 0.9, 1);
    }

    [Fact]
    public async Task Pca_GivenShippedWine_ProjectsIt()
    {
        #region clusters-pca
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");
        using var model = await Estimator.For(new Pca { Components = 2 }).WithOutput("models/").FitAsync(wine);
        var pca = (PcaModel)model.Model;
        Console.WriteLine(string.Join(" ", pca.ExplainedVarianceRatio.ToArray())); // 0.36 0.19

        using var predictor = model.CreatePredictor<WineRow, float[]>();
        var point = predictor.Predict(new WineRow { Alcohol = 14.2f, Flavanoids = 3.1f, Proline = 1065 });
        #endregion

        Assert.Equal(2, point.Length);
        Assert.Equal(0.362, pca.ExplainedVarianceRatio[0], 0.001);
    }

    [Fact]
    public async Task FactorizationMachine_GivenShippedTable_ClassifiesIt()
    {
        #region clusters-factorization-machine
        var (train, test) = DataChannel.FromCsv("breast_cancer.csv").WithLabel("diagnosis").Split(0.8, seed: 1);
        using var model = await Estimator.For(new FactorizationMachineClassifier { Factors = 4, Epochs = 30 })
            .WithOutput("models/").FitAsync(train, test);
        #endregion

        Assert.InRange(model.Metrics.Single(m => m.Name == "validation:accuracy").Value, 0.9, 1);
    }

    [Fact]
    public async Task RandomCutForest_GivenShippedWine_ScoresAnOddBottle()
    {
        #region clusters-random-cut-forest
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");
        using var model = await Estimator.For(new RandomCutForest()).WithOutput("models/").FitAsync(wine);
        var metrics = model.Metrics.ToDictionary(m => m.Name, m => m.Value);
        var limit = metrics["train:score_mean"] + (3 * metrics["train:score_deviation"]);

        using var predictor = model.CreatePredictor<WineRow, float>();
        var isOdd = predictor.Predict(new WineRow { Alcohol = 40, Flavanoids = 0, Proline = 9000 }) > limit;
        #endregion

        Assert.True(isOdd);
    }

    public sealed record WineRow
    {
        public float Alcohol { get; init; }

        public float MalicAcid { get; init; } = 1.71f;

        public float Ash { get; init; } = 2.43f;

        public float AlcalinityOfAsh { get; init; } = 15.6f;

        public float Magnesium { get; init; } = 127;

        public float TotalPhenols { get; init; } = 2.8f;

        public float Flavanoids { get; init; }

        public float NonflavanoidPhenols { get; init; } = 0.28f;

        public float Proanthocyanins { get; init; } = 2.29f;

        public float ColorIntensity { get; init; } = 5.64f;

        public float Hue { get; init; } = 1.04f;

        public float Od280Od315 { get; init; } = 3.92f;

        public float Proline { get; init; }
    }
}
