using CustomAlgorithm;
using Slipway.Backends;
using Slipway.Features;
using Slipway.Kernels;

namespace Slipway.Docs.Tests.Snippets;

public class ExtendingSnippets : IClassFixture<SnippetFolder>
{
    [Fact]
    public async Task Algorithm_GivenNaiveBayes_TrainsSavesAndLoads()
    {
        #region custom-algorithm-use
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");
        var (train, test) = wine.Split(0.7, seed: 1, stratified: true);
        using var model = await Estimator.For(new GaussianNaiveBayes()).WithOutput("jobs").FitAsync(train);
        await model.SaveAsync("models/bayes");

        // A file names an algorithm by its id only, so the loading application says which type that is.
        var services = SlipwayServices.Default.AddAlgorithm<GaussianNaiveBayes>();
        using var loaded = await TrainedModel.LoadAsync("models/bayes", services);
        var report = await loaded.EvaluateAsync(test);
        #endregion

        Assert.Equal(model.Digest, loaded.Digest);
        Assert.InRange(report.Metrics["accuracy"], 0.93, 1);
    }

    [Fact]
    public void Algorithm_GivenMatrix_RunsWithoutAJob()
    {
        #region custom-algorithm-test
        // An algorithm without data files, jobs or threads: for its unit tests.
        using var rows = FeatureMatrix.FromDense([1f, 2f, 9f, 8f], rows: 4, width: 1, targets: [0, 0, 1, 1]);
        var algorithm = new GaussianNaiveBayes();
        var metrics = new List<TrainingMetric>();
        var context = TrainingContext.Create(algorithm.Describe(), rows, classes: ["low", "high"], onMetric: metrics.Add);
        using var model = (GaussianNaiveBayesModel)algorithm.Train(context);

        var scores = new float[2];
        model.Score(FeatureBlock.Dense([8.5f], rows: 1, width: 1), scores);
        #endregion

        Assert.Equal("train:log_likelihood", Assert.Single(metrics).Name);
        Assert.InRange(scores[1], 0.99, 1);
    }

    [Fact]
    public async Task IncrementalAlgorithm_GivenDigits_LearnsAndResumes()
    {
        #region incremental-use
        var digits = DataChannel.FromCsv("digits.csv.gz").WithLabel("digit");
        var (train, validation) = digits.Split(0.8, seed: 1, stratified: true);
        var estimator = Estimator.For(new SoftmaxRegression
        {
            Epochs = 30,
            EarlyStopping = new EarlyStopping { Metric = "validation:accuracy", Patience = 3 },
        }).WithOutput("jobs").WithCheckpoints(TimeSpan.Zero);
        using var model = await estimator.WithJobName("softmax").FitAsync(train, validation);
        var accuracy = (await model.EvaluateAsync(validation)).Metrics["accuracy"];
        #endregion

        Assert.InRange(accuracy, 0.93, 1);
        using (var crash = new CancelAtEpoch(2))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => estimator.WithJobName("softmax-interrupted").FitAsync(train, validation, crash, crash.Token));
        }

        using var resumed = await estimator.WithJobName("softmax-interrupted").FitAsync(train, validation);
        Assert.Contains("Resumed", await File.ReadAllTextAsync("jobs/softmax-interrupted/training.log"), StringComparison.Ordinal);
        Assert.Equal(model.Digest, resumed.Digest);
    }

    [Fact]
    public async Task ObjectStore_GivenMemory_HoldsDataAndModels()
    {
        #region object-store-use
        var store = new MemoryObjectStore();
        var services = SlipwayServices.Default.AddStore(store);
        await store.PutAsync(new Uri("memory://data/wine.csv"), await File.ReadAllBytesAsync("wine.csv"));

        var wine = DataChannel.FromCsv("memory://data/wine.csv").WithLabel("class");
        using var model = await Estimator.For(new LinearClassifier()).WithServices(services).WithOutput("jobs").FitAsync(wine);
        await model.SaveAsync("memory://models/wine.tar.gz", services);
        using var loaded = await TrainedModel.LoadAsync("memory://models/wine.tar.gz", services);
        #endregion

        Assert.Equal(model.Digest, loaded.Digest);
        var listed = new List<string>();
        await foreach (var found in store.ListAsync(new Uri("memory://models/")))
        {
            listed.Add(found.Uri.ToString());
        }

        Assert.Equal(["memory://models/wine.tar.gz"], listed);
    }

    [Fact]
    public async Task Backend_GivenWrapper_SeesEveryJob()
    {
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");

        #region backend-use
        var backend = new QueueingBackend(Backend.InProcess(), maxJobs: 2);
        var estimator = Estimator.For(new LinearClassifier()).OnBackend(backend).WithOutput("jobs");
        var models = await Task.WhenAll(Enumerable.Range(0, 6).Select(seed => estimator.WithSeed((ulong)seed).FitAsync(wine)));
        #endregion

        Assert.Equal(6, models.Length);
        Assert.InRange(backend.MostAtOnce, 1, 2);
        Array.ForEach(models, m => m.Dispose());
        Assert.Same(backend, backend.GetService(typeof(QueueingBackend)));
    }

    [Fact]
    public void Kernels_GivenSpans_AreCallable()
    {
        #region kernel-call
        float[] x = [1, 2, 3], y = [4, 5, 6];
        var product = Dot.Product(x, y);   // 32
        Axpy.Apply(2f, x, y);              // y += 2 x
        #endregion

        Assert.Equal(32, product);
        Assert.Equal([6f, 9f, 12f], y);
    }
}
