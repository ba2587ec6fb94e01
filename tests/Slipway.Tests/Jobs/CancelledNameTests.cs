using Slipway.Features;
using Slipway.Models;

namespace Slipway.Tests.Jobs;

/// <summary>The name of a job that was cancelled and whose thread has not noticed yet.</summary>
public class CancelledNameTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartAsync_GivenCancelledJobThatStillEnds_WaitsForItAndTrains()
    {
        // given a job whose thread is deaf to its cancellation
        using var folder = new TemporaryFolder();
        var estimator = Estimator.For(new Deaf()).WithOutput(folder.Root).WithJobName("job");
        Deaf.Hears.Reset();
        var first = await estimator.StartAsync(SampleData.Wine, cancellationToken: Token);
        await Task.Run(() => Deaf.Trains.Wait(Token), Token);
        await first.CancelAsync(Token);

        // when
        var second = estimator.StartAsync(SampleData.Wine, cancellationToken: Token);
        Assert.False(second.IsCompleted);
        Deaf.Hears.Set();

        // then
        await using var job = await second;
        using var model = await job.Completion;
        Assert.Equal("test.deaf", model.Algorithm.Describe().Id);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Completion);
        await first.DisposeAsync();
    }

    private sealed record Deaf : Algorithm
    {
        public static ManualResetEventSlim Trains { get; } = new();

        public static ManualResetEventSlim Hears { get; } = new();

        public override AlgorithmDescription Describe() => new("test.deaf", LearningTask.Classification, []);

        public override Model Train(TrainingContext context)
        {
            Trains.Set();
            Hears.Wait(TimeSpan.FromMinutes(1), CancellationToken.None);
            context.ThrowIfCancellationRequested();
            return new Constant(context.Train.FeatureCount, context.Classes.Count);
        }

        public override Model LoadModel(ModelReader reader) => new Constant(reader.FeatureCount, reader.Classes.Count);
    }

    private sealed class Constant(int width, int classes) : VectorModel
    {
        public override int InputWidth => width;

        public override int OutputWidth => classes;

        public override void Score(FeatureBlock features, Span<float> output) => output.Fill(1f / classes);

        public override void Save(ModelWriter writer) => writer.Write("nothing", [1], new float[1]);
    }
}
