using System.Text.Json.Nodes;

namespace Slipway.Docs.Tests.Snippets;

public class ConceptSnippets : IClassFixture<SnippetFolder>
{
    [Fact]
    public async Task Overview_GivenShippedWine_RunsTheWholeLoop()
    {
        #region overview-loop
        // data in
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");
        var (train, test) = wine.Split(0.8, seed: 1, stratified: true);

        // train
        var estimator = Estimator.For(new LinearClassifier { L2 = 1e-3 }).WithOutput("jobs");
        using var model = await estimator.FitAsync(train);

        // judge
        var report = await model.EvaluateAsync(test);
        Console.WriteLine(report.Metrics["accuracy"]);

        // keep, and use elsewhere
        await model.SaveAsync("models/wine");
        using var loaded = await TrainedModel.LoadAsync("models/wine");
        using var predictor = loaded.CreatePredictor<float[], Classification>();
        var answer = predictor.Predict([13.7f, 1.9f, 2.4f, 17f, 106f, 2.9f, 2.9f, 0.3f, 1.9f, 5.5f, 1.1f, 3.2f, 1115f]);
        #endregion

        Assert.InRange(report.Metrics["accuracy"], 0.95, 1);
        Assert.Equal("class_0", answer.Label);
    }

    [Fact]
    public async Task DataChannel_GivenShippedDigits_ReadsTwiceTheSame()
    {
        #region channel-lazy
        var digits = DataChannel.From("digits.csv.gz")   // nothing is read yet
            .WithLabel("digit")
            .Shuffle(seed: 7)
            .Take(500);

        var schema = digits.ReadSchema();                 // looks at the beginning of the file
        var rows = await digits.CountRowsAsync();         // reads all of it
        Console.WriteLine($"{schema.Features.Count()} features, label {schema.Label}, {rows} rows");
        Console.WriteLine(digits);                        // the source and every step, on one line
        #endregion

        Assert.Equal(64, schema.Features.Count());
        Assert.Equal("digit", schema.Label);
        Assert.Equal(500, rows);
        Assert.Equal(await FirstColumnAsync(digits), await FirstColumnAsync(digits));
    }

    [Fact]
    public async Task Features_GivenShippedWine_AreNamedInTheModel()
    {
        #region features-inside
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");
        using var model = await Estimator.For(new LinearClassifier()).WithOutput("jobs").FitAsync(wine);

        var features = model.Features!;                       // fitted on the training channel, stored in the model
        var first = features.Inputs[0];                       // alcohol, a number
        var classes = features.Label!.Classes;                // class_0, class_1, class_2
        Console.WriteLine($"{features.Inputs.Count} columns become {features.FeatureCount} features: {string.Join(", ", features.FeatureNames)}");
        #endregion

        Assert.Equal("alcohol", first.Name);
        Assert.Equal(13, features.FeatureCount);
        Assert.Equal(["class_0", "class_1", "class_2"], classes);
    }

    [Fact]
    public void Algorithms_GivenJson_AreTheirHyperparameters()
    {
        #region algorithm-json
        var algorithm = new MlpClassifier { HiddenLayers = [64, 32], Epochs = 30 };
        JsonObject json = algorithm.ToHyperparameters();      // {"activation":"Relu","batch_size":32,...}

        // What is not named keeps its value. Strings are parsed, as SageMaker writes every value as one.
        var varied = (MlpClassifier)algorithm.WithHyperparameters(new JsonObject
        {
            ["learning_rate"] = "0.01",
            ["hidden_layers"] = "[128]",
            ["optimizer"] = "AdamW",
        });
        #endregion

        Assert.Equal(30, json["epochs"]!.GetValue<int>());
        Assert.Equal((0.01, Optimizer.AdamW, 30), (varied.LearningRate, varied.Optimizer, varied.Epochs));
        Assert.Equal([128], varied.HiddenLayers);
    }

    [Fact]
    public async Task Algorithms_GivenTwoProblems_ReportsBoth()
    {
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");

        #region algorithm-problems
        var wrong = Estimator.For(new MlpClassifier { LearningRate = double.NaN, Dropout = 1.5 });
        try
        {
            await wrong.FitAsync(wine);
        }
        catch (HyperparameterException e)
        {
            foreach (var problem in e.Problems)
            {
                Console.WriteLine(problem); // Dropout is 1.5; allowed: at least 0 and less than 1.
            }
        }
        #endregion

        var error = await Assert.ThrowsAsync<HyperparameterException>(() => wrong.FitAsync(wine));
        Assert.Equal(["Dropout", "LearningRate"], error.Problems.Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Jobs_GivenStop_GiveAModel()
    {
        #region job-live
        var digits = DataChannel.FromCsv("digits.csv.gz").WithLabel("digit");
        var (train, validation) = digits.Split(0.8, seed: 1);
        var estimator = Estimator.For(new MlpClassifier { Epochs = 10_000 }).WithOutput("jobs").WithJobName("digits-live");

        await using var job = await estimator.StartAsync(train, validation);
        await foreach (var metric in job.Metrics)
        {
            if (metric.Name == "validation:accuracy" && metric.Value > 0.95)
            {
                await job.StopAsync();  // ends at the next batch boundary, with a model
            }
        }

        using var model = await job.Completion;
        var status = await job.GetStatusAsync();  // Stopped: "stopped by the caller"
        #endregion

        Assert.Equal(JobState.Stopped, status.State);
        Assert.True(File.Exists("jobs/digits-live/metrics.jsonl"));

        #region job-attach
        // Later, or in another process: the directory is all that is needed.
        await using var same = await TrainingJob.AttachAsync("jobs/digits-live");
        await foreach (var line in same.Logs)
        {
            Console.WriteLine(line);
        }

        using var again = await same.Completion;  // the same model, from output/model.tar.gz
        #endregion

        Assert.Equal(model.Digest, again.Digest);
        string[] files = ["job.json", "status.json", "training.log", "metrics.jsonl", "input/config/hyperparameters.json", "output/model.tar.gz"];
        Assert.All(files, f => Assert.True(File.Exists(Path.Combine("jobs/digits-live", f)), f));
    }

    [Fact]
    public async Task Models_GivenSaveAndLoad_KeepTheDigest()
    {
        #region model-lineage
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");
        using var model = await Estimator.For(new LinearClassifier()).WithOutput("jobs").WithTag("ticket", "ML-17").FitAsync(wine);
        await model.SaveAsync("models/lineage/model.tar.gz");

        using var loaded = await TrainedModel.LoadAsync("models/lineage/model.tar.gz");
        Console.WriteLine(loaded.Digest);                  // 64 hexadecimal digits
        Console.WriteLine(loaded.Lineage.TrainingRows);    // 178
        Console.WriteLine(loaded.Lineage.Tags["ticket"]);  // ML-17
        Console.WriteLine(loaded.Algorithm);               // LinearClassifier {"class_weighting":"None",...}
        #endregion

        Assert.Equal(model.Digest, loaded.Digest);
        Assert.Equal(178, loaded.Lineage.TrainingRows);
        Assert.Equal("ML-17", loaded.Lineage.Tags["ticket"]);
    }

    [Fact]
    public async Task Determinism_GivenOtherThreadsAndBudget_GivesTheSameDigest()
    {
        #region determinism-digest
        var digits = DataChannel.FromCsv("digits.csv.gz").WithLabel("digit");
        var estimator = Estimator.For(new MlpClassifier { HiddenLayers = [64], Epochs = 3, Dropout = 0.1 }).WithOutput("jobs").WithSeed(42);

        using var one = await estimator.WithMaxThreads(1).FitAsync(digits);
        using var four = await estimator.WithMaxThreads(4).WithMemoryBudget(2 << 20).FitAsync(digits);
        using var other = await estimator.WithSeed(43).FitAsync(digits);

        var same = one.Digest == four.Digest;         // true: threads and memory change nothing
        var different = one.Digest != other.Digest;   // true: the seed does
        #endregion

        Assert.True(same);
        Assert.True(different);
    }

    private static async Task<List<double?>> FirstColumnAsync(DataChannel channel)
    {
        var values = new List<double?>();
        await foreach (var batch in channel.ReadAsync())
        {
            using (batch)
            {
                values.AddRange((Apache.Arrow.DoubleArray)batch.Column("p10"));
            }
        }

        return values;
    }
}
