namespace Slipway.Tests.ModelTests;

/// <summary>What <see cref="TrainedModelSaveTests"/> runs in a process whose files cannot grow; does nothing by itself.</summary>
public class FullDiskSave
{
    internal const string TargetVariable = "SLIPWAY_TEST_FULL_DISK_MODEL";

    [Fact(Explicit = true)]
    public async Task SaveAsync_GivenFileSizeLimit_IsRefused()
    {
        var target = Environment.GetEnvironmentVariable(TargetVariable);
        Assert.SkipUnless(target is not null, "Only for TrainedModelSaveTests.");
        var random = new Random(1);
        using var model = Artifacts.Trained(new NotebookModel(
            new float[6], new double[2], [.. Enumerable.Range(0, 2 << 20).Select(_ => random.Next())], null, []));

        var error = await Assert.ThrowsAsync<ArtifactException>(
            async () => await model.SaveAsync(target, Artifacts.Services, TestContext.Current.CancellationToken));

        Assert.Contains(Path.Combine(target, "model.tar.gz"), error.Message, StringComparison.Ordinal);
        Assert.Contains("Free space", error.Message, StringComparison.Ordinal);
        Assert.Contains("unchanged", error.Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(target + ".result", "refused", TestContext.Current.CancellationToken);
    }
}
