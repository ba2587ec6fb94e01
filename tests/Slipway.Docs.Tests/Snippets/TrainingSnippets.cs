using Slipway.Kernels;

namespace Slipway.Docs.Tests.Snippets;

public class TrainingSnippets : IClassFixture<SnippetFolder>
{
    [Fact]
    public async Task ContinueFrom_GivenNewRows_TrainsFurther()
    {
        #region continue-from
        var digits = DataChannel.FromCsv("digits.csv.gz").WithLabel("digit");
        var (early, late) = digits.Split(0.5, seed: 1, stratified: true);
        var estimator = Estimator.For(new MlpClassifier { HiddenLayers = [64], Epochs = 5 }).WithOutput("jobs");

        using var first = await estimator.FitAsync(early);
        using var second = await estimator.ContinueFrom(first).FitAsync(late);  // same features, same classes, new rows
        #endregion

        Assert.Equal(first.Digest, second.Lineage.ContinuedFrom);
        Assert.NotEqual(first.Digest, second.Digest);
        Assert.InRange((await second.EvaluateAsync(digits)).Metrics["accuracy"], 0.9, 1);
    }

    [Fact]
    public async Task WithJobName_GivenInterruptedJob_GoesOnFromItsCheckpoint()
    {
        var digits = DataChannel.FromCsv("digits.csv.gz").WithLabel("digit");
        using var undisturbed = await Estimator.For(Recipe).WithOutput("jobs").WithSeed(1).FitAsync(digits);
        var interrupted = Estimator.For(Recipe).WithOutput("jobs").WithSeed(1).WithJobName("nightly").WithCheckpoints(TimeSpan.Zero);
        using (var crash = new CancelAtEpoch(2))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => interrupted.FitAsync(digits, null, crash, crash.Token));
        }

        #region resume
        // The application starts again after a crash and runs the same lines.
        var estimator = Estimator.For(Recipe)
            .WithOutput("jobs")
            .WithSeed(1)
            .WithJobName("nightly")                       // makes starting idempotent
            .WithCheckpoints(TimeSpan.FromSeconds(10));   // default: 30 seconds; null for none
        using var model = await estimator.FitAsync(digits);
        #endregion

        Assert.Equal(undisturbed.Digest, model.Digest);
        Assert.Contains("Resumed from a checkpoint", await File.ReadAllTextAsync("jobs/nightly/training.log"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithMemoryBudget_GivenMoreRows_SpillsToTheSameModel()
    {
        for (var i = 0; i < 10; i++)
        {
            Directory.CreateDirectory("many");
            File.Copy("digits.csv.gz", $"many/digits-{i}.csv.gz");
        }

        #region memory-budget
        var digits = DataChannel.FromCsv("many/digits-*.csv.gz").WithLabel("digit");
        var estimator = Estimator.For(new LinearClassifier { MaxIterations = 20 }).WithOutput("jobs");

        using var roomy = await estimator.FitAsync(digits);
        using var tight = await estimator.WithMemoryBudget(2 * 1024 * 1024).WithJobName("tight").FitAsync(digits);  // bytes
        var same = roomy.Digest == tight.Digest;   // true
        #endregion

        Assert.True(same);
        var log = await File.ReadAllTextAsync("jobs/tight/training.log");
        Assert.Matches("17970 training rows, 64 features \\(dense\\), [1-9][0-9]+ bytes spilled", log);
    }

    [Fact]
    public async Task DryRunAsync_GivenWine_EstimatesAndLeavesNothing()
    {
        #region dry-run
        var digits = DataChannel.FromCsv("digits.csv.gz").WithLabel("digit");
        var report = await Estimator.For(new MlpClassifier { Epochs = 100 }).WithMemoryBudget(1 << 20).DryRunAsync(digits);
        Console.WriteLine(report);  // rows, features, classes, first loss, time, memory, whether it spills
        #endregion

        Assert.Equal((1797L, true, 64, 10), (report.Rows, report.AllRowsCounted, report.Features, report.Classes.Count));
        Assert.Equal(1797 * 64 * 4, report.EstimatedMatrixBytes);
        Assert.NotNull(report.FirstLoss);
        Assert.False(report.WouldSpill);
    }

    [Fact]
    public async Task Errors_GivenWrongCell_NameFileLineAndColumn()
    {
        var lines = await File.ReadAllLinesAsync("wine.csv");
        lines[120] = "strong" + lines[120][lines[120].IndexOf(',', StringComparison.Ordinal)..];
        await File.WriteAllLinesAsync("typo.csv", lines);
        DataFormatException? seen = null;

        #region handle-errors
        var channel = DataChannel.FromCsv("typo.csv").WithColumn("alcohol", Data.ColumnType.Number).WithLabel("class");
        try
        {
            using var model = await Estimator.For(new LinearClassifier()).WithOutput("jobs").FitAsync(channel);
        }
        catch (TrainingFailedException e) when (e.InnerException is DataFormatException cause)
        {
            Console.WriteLine($"{cause.DataSource}, line {cause.Line}, column {cause.Column}: '{cause.Value}', expected {cause.Expected}");
            Console.WriteLine(string.Join('\n', e.LogTail));
            seen = cause;
        }
        catch (BackendException e) when (e.Retryable)
        {
            // another process runs this job; try again later
        }
        catch (SlipwayException e)
        {
            Console.WriteLine(e.Message); // everything else that Slipway itself reports
        }
        #endregion

        Assert.Equal((121L, "alcohol", "strong"), (seen!.Line, seen.Column, seen.Value));
        Assert.EndsWith("typo.csv", seen.DataSource, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KernelPath_GivenTraining_IsInTheLineage()
    {
        var wine = DataChannel.FromCsv("wine.csv").WithLabel("class");

        #region kernel-path
        Console.WriteLine(KernelPaths.Current);                         // V256, say
        Console.WriteLine(KernelPaths.IsAvailable(KernelPath.V512));    // whether this CPU accelerates it
        using var model = await Estimator.For(new LinearClassifier()).WithOutput("jobs").FitAsync(wine);
        Console.WriteLine(model.Lineage.KernelPath);                    // the path that trained the model
        #endregion

        Assert.Equal(KernelPaths.Current.ToString(), model.Lineage.KernelPath);
        Assert.True(KernelPaths.IsAvailable(KernelPaths.Current));
    }

    private static MlpClassifier Recipe { get; } = new() { HiddenLayers = [64], Epochs = 6, Dropout = 0.1 };
}
