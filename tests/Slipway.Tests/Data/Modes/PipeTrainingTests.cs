using System.Globalization;
using System.Text;
using Slipway.TestProcess;

namespace Slipway.Tests.Data.Modes;

/// <summary>Training from a stream of rows that nobody keeps.</summary>
public sealed class PipeTrainingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Rows in several files, sorted by class, so that an order that is not shuffled would show.</summary>
    private DataChannel Files(int rows = 3000, int files = 5)
    {
        var random = new Random(5);
        for (var f = 0; f < files; f++)
        {
            var text = new StringBuilder("a,b,c,group,class\n");
            for (var i = 0; i < rows / files; i++)
            {
                var c = ((f * rows / files) + i) * 3 / rows;
                text.Append(CultureInfo.InvariantCulture, $"{random.NextDouble() + c:0.0000},{random.NextDouble() - c:0.0000},{(i % 7 == 0 ? "" : "1.5")},{"xyz"[i % 3]},k{c}\n");
            }

            Directory.CreateDirectory(_folder.File("rows"));
            File.WriteAllText(_folder.File($"rows/part-{f}.csv"), text.ToString());
        }

        return DataChannel.FromCsv(_folder.File("rows")).WithLabel("class");
    }

    private Estimator<MlpClassifier> Estimate(int epochs = 6, int batch = 37) =>
        Estimator.For(new MlpClassifier { HiddenLayers = [16], Epochs = epochs, BatchSize = batch, ClassWeighting = ClassWeighting.Balanced })
            .WithOutput(_folder.File("jobs")).WithSeed(3);

    [Fact]
    public async Task FitAsync_GivenPipe_LearnsTheSameFromEveryRun()
    {
        // given
        var pipe = Files().WithInputMode(InputMode.Pipe);

        // when
        using var first = await Estimate().WithMaxThreads(1).FitAsync(pipe, cancellationToken: Token);
        using var second = await Estimate().WithMaxThreads(2).WithMemoryBudget(1 << 20).FitAsync(pipe, cancellationToken: Token);
        using var other = await Estimate().WithSeed(4).FitAsync(pipe, cancellationToken: Token);

        // then
        Assert.Equal(first.Digest, second.Digest);
        Assert.NotEqual(first.Digest, other.Digest);
        var report = await first.EvaluateAsync(Files(), cancellationToken: Token);
        Assert.True(report.Metrics["accuracy"] > 0.9, $"accuracy {report.Metrics["accuracy"]}");
    }
}
