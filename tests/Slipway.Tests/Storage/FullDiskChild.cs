using Slipway.Storage;

namespace Slipway.Tests.Storage;

/// <summary>What <see cref="FileObjectStoreFaultTests"/> runs in a process whose files cannot grow; does nothing by itself.</summary>
public class FullDiskChild
{
    internal const string TargetVariable = "SLIPWAY_TEST_FULL_DISK_TARGET";

    [Fact(Explicit = true)]
    public async Task Write_GivenFileSizeLimit_IsRefused()
    {
        var target = Environment.GetEnvironmentVariable(TargetVariable);
        Assert.SkipUnless(target is not null, "Only for FileObjectStoreFaultTests.");
        var token = TestContext.Current.CancellationToken;
        await using (var writer = await new FileObjectStore().OpenWriteAsync(FileUri.FromPath(target), cancellationToken: token))
        {
            var error = await Assert.ThrowsAsync<IOException>(async () =>
            {
                await writer.Stream.WriteAsync(new byte[1 << 23], token);
                await writer.CommitAsync(token);
            });
            Assert.Contains(target, error.Message, StringComparison.Ordinal);
            var again = await Assert.ThrowsAsync<IOException>(async () => await writer.CommitAsync(token));
            Assert.Contains("earlier write", again.Message, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(target + ".result", "refused", token);
    }
}
