using System.Diagnostics;
using Slipway.Storage;

namespace Slipway.Tests.Storage;

public sealed class FileObjectStoreFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileObjectStore _store = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenWrite_GivenReadOnlyFolder_SaysWhatToDo()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("Needs Unix permissions and a user whom they bind.");
            return;
        }

        var folder = Directory.CreateDirectory(_folder.File("locked"));
        File.SetUnixFileMode(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var error = await Assert.ThrowsAsync<IOException>(async () =>
            await _store.OpenWriteAsync(FileUri.FromPath(_folder.File("locked/x")), cancellationToken: Token));

        Assert.Contains(_folder.File("locked/x"), error.Message, StringComparison.Ordinal);
        Assert.Contains("may write to", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenWrite_GivenFolderThatCannotExist_NamesThePath()
    {
        Assert.SkipUnless(Directory.Exists("/proc"), "Needs /proc, where nobody can make folders.");

        var error = await Assert.ThrowsAsync<IOException>(async () =>
            await _store.OpenWriteAsync(new Uri("file:///proc/slipway/x"), cancellationToken: Token));

        Assert.Contains("'/proc/slipway/x' cannot be written", error.Message, StringComparison.Ordinal);
        Assert.Contains("Choose a folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_GivenDiskThatIsFull_FailsAndRefusesToCommit()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Needs /dev/full, the device that is always full.");
        await using var device = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 4096);
        var stream = new FileObjectWriterStream(device, "/models/model.tar.gz");

        var error = await Assert.ThrowsAsync<IOException>(async () => await stream.WriteAsync(new byte[100_000], Token));

        Assert.True(stream.Failed);
        Assert.Contains("'/models/model.tar.gz' cannot be written", error.Message, StringComparison.Ordinal);
        Assert.Contains("Free space", error.Message, StringComparison.Ordinal);
        Assert.Contains("unchanged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commit_GivenChildProcessWithFileSizeLimit_KeepsTheOldObjectAndNoTemporary()
    {
        // `ulimit -f` makes the kernel refuse growth, as a full disk does; only a process of its own can have such a limit.
        Assert.SkipUnless(File.Exists("/bin/sh"), "Needs a POSIX shell for `ulimit -f`.");
        await File.WriteAllTextAsync(_folder.File("model"), "old", Token);
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("trap '' XFSZ; ulimit -f 2048; exec \"$@\"");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(FullDiskChild).Assembly.Location);
        }

        start.ArgumentList.Add("-class");
        start.ArgumentList.Add(typeof(FullDiskChild).FullName!);
        start.ArgumentList.Add("-explicit");
        start.ArgumentList.Add("only");
        start.Environment[FullDiskChild.TargetVariable] = _folder.File("model");

        // The runtime maps its code through a file, which the limit would hit too.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using var child = Process.Start(start)!;
        var output = await child.StandardOutput.ReadToEndAsync(Token) + await child.StandardError.ReadToEndAsync(Token);
        await child.WaitForExitAsync(Token);

        Assert.True(child.ExitCode == 0, output);
        Assert.Equal("refused", await File.ReadAllTextAsync(_folder.File("model.result"), Token));
        Assert.Equal("old", await File.ReadAllTextAsync(_folder.File("model"), Token));
        Assert.Equal(
            ["model", "model.result"],
            Directory.GetFileSystemEntries(_folder.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
