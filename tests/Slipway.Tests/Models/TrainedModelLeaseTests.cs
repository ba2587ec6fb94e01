namespace Slipway.Tests.ModelTests;

public class TrainedModelLeaseTests
{
    [Fact]
    public void Dispose_GivenLeases_LivesUntilTheLastIsGone()
    {
        var model = Artifacts.Model();
        var trained = Artifacts.Trained(model);
        var (first, second) = (trained.Acquire(), trained.Acquire());

        trained.Dispose();
        trained.Dispose();
        first.Dispose();
        first.Dispose();
        Assert.False(model.IsDisposed);

        second.Dispose();
        Assert.True(model.IsDisposed);
    }

    [Fact]
    public async Task Members_GivenDisposed_ThrowObjectDisposed()
    {
        var trained = Artifacts.Trained();
        trained.Dispose();

        Assert.Throws<ObjectDisposedException>(() => trained.Model);
        Assert.Throws<ObjectDisposedException>(() => trained.Digest);
        Assert.Throws<ObjectDisposedException>(() => trained.Acquire());
        await Assert.ThrowsAsync<ObjectDisposedException>(
            async () => await trained.SaveAsync("models", cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(3, trained.Metrics[0].Epoch);
    }

    [Fact]
    public void Digest_GivenDisposedAfterItWasKnown_StaysKnown()
    {
        var trained = Artifacts.Trained();
        var digest = trained.Digest;

        trained.Dispose();

        Assert.Equal(digest, trained.Digest);
    }

    [Fact]
    public async Task Acquire_GivenRaceWithDispose_NeverLeasesADeadModel()
    {
        for (var round = 0; round < 200; round++)
        {
            var model = Artifacts.Model();
            var trained = Artifacts.Trained(model);
            var leasing = Task.Run(
                () =>
                {
                    var leased = 0;
                    try
                    {
                        while (true)
                        {
                            using (trained.Acquire())
                            {
                                Assert.False(model.IsDisposed);
                                leased++;
                            }
                        }
                    }
                    catch (ObjectDisposedException)
                    {
                        return leased;
                    }
                },
                TestContext.Current.CancellationToken);
            trained.Dispose();
            await leasing;
            Assert.True(model.IsDisposed);
        }
    }
}
