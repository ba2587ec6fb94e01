using Slipway.Storage;

namespace Slipway.S3.Tests.Store;

public sealed class UploadBodyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("slipway-s3-");
    private readonly PartBuffers _buffers = new(1 << 20, 4);

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    [InlineData(1 << 20)]
    [InlineData(3_000_001)]
    public void Read_GivenBytesOfAnyNumber_GivesThemFromMemoryAndFile(int length)
    {
        // given
        var content = new byte[length];
        new Random(length).NextBytes(content);
        using var body = new UploadBody(_buffers, 1 << 20, 4 << 20, filled: false, _folder.FullName);

        // when
        for (var done = 0; done < length; done += 77_777)
        {
            body.Append(content.AsSpan(done, Math.Min(77_777, length - done)));
        }

        // then
        Assert.Equal(length, body.Length);
        Assert.Equal((4 << 20) - length, body.Room);
        var read = new byte[length + 10];
        var total = 0;
        while (body.Read(total, read.AsSpan(total, Math.Min(50_001, read.Length - total))) is var count and > 0)
        {
            total += count;
        }

        Assert.Equal(content, read[..total]);
    }

    [Fact]
    public void Append_GivenMoreThanMemory_LeavesNoNameBehindAKilledProcess()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows removes the file when its handle is closed, which a killed process does too.");
        using var body = new UploadBody(_buffers, 1 << 20, 4 << 20, filled: false, _folder.FullName);

        body.Append(new byte[2 << 20]);

        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void Append_GivenNoFolder_SaysWhatToDo()
    {
        using var body = new UploadBody(_buffers, 1 << 20, 4 << 20, filled: false, Path.Combine(_folder.FullName, "none"));

        Assert.Contains("S3Options.SpoolFolder", Assert.Throws<IOException>(() => body.Append(new byte[2 << 20])).Message, StringComparison.Ordinal);
    }
}
