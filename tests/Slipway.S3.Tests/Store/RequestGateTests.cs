using Slipway.Storage;

namespace Slipway.S3.Tests.Store;

public class RequestGateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnterAsync_GivenFullGate_WaitsForAnExitInOrder()
    {
        // given
        var gate = new RequestGate(2);
        var first = await gate.EnterAsync(Token);
        await gate.EnterAsync(Token);

        // when
        var third = gate.EnterAsync(Token).AsTask();
        var fourth = gate.EnterAsync(Token).AsTask();
        Assert.False(third.IsCompleted);
        gate.Exit(first, null);
        await third;

        // then
        Assert.False(fourth.IsCompleted);
        gate.Exit(first, null);
        await fourth;
    }

    [Fact]
    public async Task Exit_GivenThrottledRequests_HalvesOnceAGenerationAndGrowsAgain()
    {
        // given
        var gate = new RequestGate(8);
        var generations = new List<long>();
        for (var i = 0; i < 8; i++)
        {
            generations.Add(await gate.EnterAsync(Token));
        }

        // when: all eight were on their way when the server had enough
        generations.ForEach(g => gate.Exit(g, outcome: false));

        // then
        Assert.Equal(4, gate.Limit);
        gate.Exit(await gate.EnterAsync(Token), outcome: false);
        Assert.Equal(2, gate.Limit);
        for (var i = 0; i < 2 + 3 + 4; i++)
        {
            gate.Exit(await gate.EnterAsync(Token), outcome: true);
        }

        Assert.Equal(5, gate.Limit);
    }

    [Fact]
    public async Task Exit_GivenEndlessThrottling_LeavesOnePlace()
    {
        var gate = new RequestGate(64);
        for (var i = 0; i < 20; i++)
        {
            gate.Exit(await gate.EnterAsync(Token), outcome: false);
        }

        Assert.Equal(1, gate.Limit);
        var place = gate.EnterAsync(Token).AsTask();
        Assert.True(place.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task EnterAsync_GivenCancelledWaiter_LeavesItsPlaceToTheNext()
    {
        // given
        var gate = new RequestGate(1);
        var held = await gate.EnterAsync(Token);
        using var cancellation = new CancellationTokenSource();
        var cancelled = gate.EnterAsync(cancellation.Token).AsTask();
        var next = gate.EnterAsync(Token).AsTask();

        // when
        await cancellation.CancelAsync();
        gate.Exit(held, outcome: true);

        // then
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await next;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await gate.EnterAsync(cancellation.Token));
    }
}
