namespace Slipway.Packages.Tests;

/// <summary>One feed for all tests of a class: packing takes seconds a project.</summary>
public sealed class PackageFeedFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal PackageFeed Feed { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Feed = await PackageFeed.PackAsync(_folder.Path);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
