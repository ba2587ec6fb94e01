using CustomAlgorithm;

namespace Slipway.Tests.EndToEnd;

/// <summary>An algorithm from an assembly of its own goes every way that a built-in one goes.</summary>
public class CustomAlgorithmTests
{
    [Fact]
    public async Task FitAsync_GivenUsersAlgorithm_TrainsSavesLoadsAndPredicts()
    {
        using var folder = new TemporaryFolder();
        var services = SlipwayServices.Default.AddAlgorithm<GaussianNaiveBayes>();
        var (train, test) = SampleData.Wine.Split(0.7, seed: 2, stratified: true);
        using var model = await Estimator.For(new GaussianNaiveBayes()).WithOutput(folder.Root).WithServices(services)
            .FitAsync(train, cancellationToken: TestContext.Current.CancellationToken);

        await model.SaveAsync(folder.File("saved"), services, TestContext.Current.CancellationToken);
        using var loaded = await TrainedModel.LoadAsync(folder.File("saved"), services, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(model.Digest, loaded.Digest);
        Assert.True((await loaded.EvaluateAsync(test, cancellationToken: TestContext.Current.CancellationToken)).Metrics["accuracy"] > 0.92);
    }

    [Fact]
    public async Task FitAsync_GivenTheSmallestAlgorithm_TrainsSavesLoadsAndPredicts()
    {
        using var folder = new TemporaryFolder();
        var services = SlipwayServices.Default.AddAlgorithm<NearestCentroid>();
        var (train, test) = SampleData.Wine.Split(0.7, seed: 2, stratified: true);
        using var model = await Estimator.For(new NearestCentroid()).WithOutput(folder.Root).WithServices(services)
            .FitAsync(train, cancellationToken: TestContext.Current.CancellationToken);

        await model.SaveAsync(folder.File("saved"), services, TestContext.Current.CancellationToken);
        using var loaded = await TrainedModel.LoadAsync(folder.File("saved"), services, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(model.Digest, loaded.Digest);
        Assert.True((await loaded.EvaluateAsync(test, cancellationToken: TestContext.Current.CancellationToken)).Metrics["accuracy"] > 0.9);
    }

    [Fact]
    public async Task LoadAsync_GivenUnregisteredAlgorithm_NamesTheCallThatAddsIt()
    {
        using var folder = new TemporaryFolder();
        using var model = await Estimator.For(new GaussianNaiveBayes()).WithOutput(folder.Root).FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken);
        await model.SaveAsync(folder.File("saved"), cancellationToken: TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<ArtifactException>(async () => await TrainedModel.LoadAsync(folder.File("saved"), cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("sample.gaussian-naive-bayes", error.Message, StringComparison.Ordinal);
        Assert.Contains("AddAlgorithm", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitAsync_GivenBadHyperparameterOfUsersAlgorithm_IsChecked()
    {
        var error = await Assert.ThrowsAsync<HyperparameterException>(
            () => Estimator.For(new GaussianNaiveBayes { VarianceSmoothing = 2 }).FitAsync(SampleData.Wine, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("VarianceSmoothing", Assert.Single(error.Problems).Name);
    }
}
