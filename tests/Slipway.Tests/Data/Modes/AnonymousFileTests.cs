using Slipway.Data;

namespace Slipway.Tests.Data.Modes;

/// <summary>Temporary files of living and of killed processes.</summary>
public sealed class AnonymousFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string[] Files() => Directory.GetFiles(_folder.Root);

    private void Create(string extension = ".spill")
    {
        using var file = AnonymousFile.Create(_folder.Root, extension, 0);
        file.WriteByte(1);
        Assert.True(OperatingSystem.IsWindows() || Files().All(f => File.GetLastWriteTimeUtc(f) < DateTime.UtcNow.AddMinutes(-1)));
    }

    [Fact]
    public void Create_GivenFolderThatIsNotThere_Throws() =>
        Assert.ThrowsAny<IOException>(() => AnonymousFile.Create(_folder.File("none"), ".spill", 0));

    [Fact]
    public async Task Create_GivenFileOfAProcess_SweepsItOnlyWhenThatIsDead()
    {
        // given
        var held = _folder.File($"slipway-{Guid.NewGuid():N}.spill");
        using var victim = ChildProcess.Start(["hold", held]);
        Assert.Equal("open", await victim.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        File.SetLastWriteTimeUtc(held, DateTime.UtcNow.AddHours(-1));

        // when
        Create();
        var whileAlive = Files();
        victim.Kill(entireProcessTree: true);
        await victim.WaitForExitAsync(TestContext.Current.CancellationToken);
        var afterDeath = Files();
        Create();

        // then
        Assert.Equal([held], whileAlive);
        Assert.Equal([held], afterDeath);
        Assert.Empty(Files());
    }

    [Theory]
    [InlineData("slipway-notes.spill")]
    [InlineData("slipway-0123456789abcdef0123456789abcdef.arrow")]
    [InlineData("mine.spill")]
    public void Create_GivenOtherFiles_LeavesThem(string name)
    {
        File.WriteAllText(_folder.File(name), "x");
        File.SetLastWriteTimeUtc(_folder.File(name), DateTime.UtcNow.AddHours(-1));

        Create();

        Assert.True(File.Exists(_folder.File(name)));
    }

    [Fact]
    public async Task FitAsync_GivenProcessKilledWhileItSpills_LeavesNoFile()
    {
        // given
        Directory.CreateDirectory(_folder.File("digits"));
        for (var copy = 0; copy < 4; copy++)
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "data", "digits.csv.gz"), _folder.File($"digits/{copy}.csv.gz"));
        }

        string[] arguments = [_folder.Root, "job", _folder.File("digits"), "digit", "mlp", "1", "1048576"];
        using var victim = ChildProcess.Start(arguments);
        await ChildProcess.UntilAsync(() => ChildProcess.Lines(_folder.File("job/metrics.jsonl")) > 0, victim);

        // when
        victim.Kill(entireProcessTree: true);
        await victim.WaitForExitAsync(TestContext.Current.CancellationToken);

        // then
        Assert.Matches("[1-9][0-9]* bytes spilled", File.ReadAllText(_folder.File("job/training.log")));
        Assert.Empty(Directory.GetFiles(_folder.File("job/spill")));
        using var next = ChildProcess.Start(arguments);
        await ChildProcess.OutputAsync(next, TestContext.Current.CancellationToken);
        Assert.False(Directory.Exists(_folder.File("job/spill")));
    }
}
