using System.Diagnostics;
using Slipway.Models;
using Slipway.Storage;

namespace Slipway.Tests.ModelTests;

public sealed class TrainedModelSaveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SaveAsync_GivenDiskThatRunsFull_KeepsTheOldModel()
    {
        // `ulimit -f` makes the kernel refuse growth, as a full disk does; only a process of its own can have such a limit.
        Assert.SkipUnless(File.Exists("/bin/sh"), "Needs a POSIX shell for `ulimit -f`.");
        using var old = Artifacts.Trained();
        await old.SaveAsync(_folder.File("models"), Artifacts.Services, Token);
        var before = await File.ReadAllBytesAsync(_folder.File("models/model.tar.gz"), Token);
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("trap '' XFSZ; ulimit -f 2048; exec \"$@\"");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(FullDiskSave).Assembly.Location);
        }

        start.ArgumentList.Add("-class");
        start.ArgumentList.Add(typeof(FullDiskSave).FullName!);
        start.ArgumentList.Add("-explicit");
        start.ArgumentList.Add("only");
        start.Environment[FullDiskSave.TargetVariable] = _folder.File("models");
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // the runtime maps its code through a file, which the limit would hit too

        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync(Token);
        var errors = child.StandardError.ReadToEndAsync(Token);
        await child.WaitForExitAsync(Token);

        Assert.True(child.ExitCode == 0, await output + await errors);
        Assert.Equal("refused", await File.ReadAllTextAsync(_folder.File("models.result"), Token));
        Assert.Equal(["model.tar.gz"], Directory.GetFileSystemEntries(_folder.File("models")).Select(Path.GetFileName));
        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.File("models/model.tar.gz"), Token));
        using var loaded = await TrainedModel.LoadAsync(_folder.File("models"), Artifacts.Services, cancellationToken: Token);
        Assert.Equal(old.Digest, loaded.Digest);
    }

    [Fact]
    public async Task SaveAsync_GivenModelWhoseCodeFails_KeepsTheOldModel()
    {
        using var old = Artifacts.Trained();
        using var broken = Artifacts.Trained(new NotebookModel(new float[5], [1, 2], [], null, []));
        await old.SaveAsync(_folder.Root, Artifacts.Services, Token);

        var error = await Assert.ThrowsAsync<ArgumentException>(
            async () => await broken.SaveAsync(_folder.Root, Artifacts.Services, Token));

        Assert.Contains("[2, 3] and 5 values", error.Message, StringComparison.Ordinal);
        using var loaded = await TrainedModel.LoadAsync(_folder.Root, Artifacts.Services, cancellationToken: Token);
        Assert.Equal(old.Digest, loaded.Digest);
        Assert.Single(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public async Task SaveAsync_GivenFolderThatCannotBeMade_NamesThePathAndWhatToDo()
    {
        await File.WriteAllTextAsync(_folder.File("file"), "in the way", Token);
        using var model = Artifacts.Trained();

        var error = await Assert.ThrowsAsync<ArtifactException>(
            async () => await model.SaveAsync(_folder.File("file/models"), Artifacts.Services, Token));

        Assert.Contains(_folder.File("file/models/model.tar.gz"), error.Message, StringComparison.Ordinal);
        Assert.Contains("Choose a folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteTo_GivenDeviceThatIsFull_GivesTheFirstError()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Needs /dev/full, the device that is always full.");
        using var model = Artifacts.Trained(new NotebookModel(new float[6], new double[2],
            [.. Enumerable.Range(0, 1 << 20).Select(i => i * 7919)], null, []));
        using var device = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

        Assert.Throws<IOException>(() => ArtifactContent.Of(model).WriteTo(device, Token));
    }
}
