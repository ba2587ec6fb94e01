using System.Text;
using CsCheck;
using Slipway.Storage;

namespace Slipway.Tests.Storage;

public sealed class FileObjectStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileObjectStore _store = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Uri At(string name) => FileUri.FromPath(_folder.File(name));

    private async Task<ObjectInfo> WriteAsync(string name, string text, bool ifAbsent = false)
    {
        await using var writer = await _store.OpenWriteAsync(At(name), ifAbsent, Token);
        await writer.Stream.WriteAsync(Encoding.UTF8.GetBytes(text), Token);
        return await writer.CommitAsync(Token);
    }

    private async Task<string> ReadAsync(string name, long offset = 0, long? length = null, string? ifMatch = null)
    {
        await using var stream = await _store.OpenReadAsync(At(name), offset, length, ifMatch, Token);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Token);
    }

    private async Task<List<string>> ListAsync(Uri prefix)
    {
        var names = new List<string>();
        await foreach (var info in _store.ListAsync(prefix, Token))
        {
            Assert.Equal(info, await _store.StatAsync(info.Uri, Token));
            names.Add(Path.GetRelativePath(_folder.Root, info.Uri.LocalPath).Replace('\\', '/'));
        }

        return names;
    }

    [Fact]
    public async Task Commit_GivenNewFolders_MakesThemAndShowsTheWholeObject()
    {
        var info = await WriteAsync("a/b/c.txt", "hello");

        Assert.Equal(5, info.Size);
        Assert.Equal(info, await _store.StatAsync(At("a/b/c.txt"), Token));
        Assert.Equal("hello", await ReadAsync("a/b/c.txt"));
        Assert.Equal(["c.txt"], Directory.GetFileSystemEntries(_folder.File("a/b")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Write_GivenNoCommitYet_ShowsNothingNew()
    {
        await WriteAsync("x", "old");
        await using var writer = await _store.OpenWriteAsync(At("x"), cancellationToken: Token);
        await writer.Stream.WriteAsync("new content"u8.ToArray(), Token);
        await writer.Stream.FlushAsync(Token);

        Assert.Equal("old", await ReadAsync("x"));
        Assert.Equal(["x"], await ListAsync(At("")));
    }

    [Fact]
    public async Task Dispose_GivenNoCommit_LeavesNothingBehind()
    {
        await WriteAsync("x", "old");
        await using (var writer = await _store.OpenWriteAsync(At("x"), cancellationToken: Token))
        {
            await writer.Stream.WriteAsync(new byte[200_000], Token);
        }

        Assert.Equal("old", await ReadAsync("x"));
        Assert.Equal(["x"], Directory.GetFileSystemEntries(_folder.Root).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Commit_GivenCancelledToken_LeavesTheOldObject()
    {
        await WriteAsync("x", "old");
        await using var writer = await _store.OpenWriteAsync(At("x"), cancellationToken: Token);
        await writer.Stream.WriteAsync("new"u8.ToArray(), Token);

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await writer.CommitAsync(new CancellationToken(canceled: true)));

        Assert.Equal("old", await ReadAsync("x"));
    }

    [Fact]
    public async Task Commit_GivenStreamThatTheCallerDisposed_StillCommits()
    {
        await using var writer = await _store.OpenWriteAsync(At("x"), cancellationToken: Token);
        await using (var text = new StreamWriter(writer.Stream))
        {
            await text.WriteAsync("text");
        }

        await writer.CommitAsync(Token);

        Assert.Equal("text", await ReadAsync("x"));
    }

    [Fact]
    public async Task ETag_GivenSameSizeWrittenAtOnce_StillChanges()
    {
        var tags = new HashSet<string>();
        for (var i = 0; i < 50; i++)
        {
            tags.Add((await WriteAsync("x", $"{i:00}")).ETag);
        }

        Assert.Equal(50, tags.Count);
    }

    [Fact]
    public async Task OpenRead_GivenAnyRange_GivesThoseBytes()
    {
        var text = string.Concat(Enumerable.Range(0, 100).Select(i => (char)('0' + (i % 10))));
        await WriteAsync("x", text);

        await Gen.Select(Gen.Int[0, 100], Gen.Int[0, 120].Nullable()).SampleAsync(async (offset, length) =>
            Assert.Equal(new string([.. text.Skip(offset).Take(length ?? 1000)]), await ReadAsync("x", offset, length)));
    }

    [Fact]
    public async Task OpenRead_GivenOffsetBeyondTheEnd_SaysSo()
    {
        await WriteAsync("x", "abc");

        Assert.Contains("has 3 bytes", (await Assert.ThrowsAsync<IOException>(() => ReadAsync("x", 4))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ReadAsync("x", -1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ReadAsync("x", 0, -1));
    }

    [Fact]
    public async Task OpenRead_GivenETag_ReadsThatVersionOnly()
    {
        var old = await WriteAsync("x", "one");
        Assert.Equal("one", await ReadAsync("x", ifMatch: old.ETag));
        await WriteAsync("x", "two");

        var error = await Assert.ThrowsAsync<IOException>(() => ReadAsync("x", ifMatch: old.ETag));

        Assert.Contains(old.ETag, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenRead_GivenReplacedObject_KeepsReadingTheOldOne()
    {
        await WriteAsync("x", "old");
        await using var stream = await _store.OpenReadAsync(At("x"), cancellationToken: Token);
        await WriteAsync("x", "newer");

        Assert.Equal("old", await new StreamReader(stream).ReadToEndAsync(Token));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("no/folder")]
    [InlineData("folder")]
    public async Task OpenRead_GivenNoObject_ThrowsFileNotFound(string name)
    {
        Directory.CreateDirectory(_folder.File("folder"));

        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => ReadAsync(name));

        Assert.Contains(_folder.File(name), error.Message, StringComparison.Ordinal);
        Assert.Null(await _store.StatAsync(At(name), Token));
        await _store.DeleteAsync(At(name), Token);
    }

    [Fact]
    public async Task Delete_GivenObject_RemovesIt()
    {
        await WriteAsync("x", "1");

        await _store.DeleteAsync(At("x"), Token);

        Assert.Null(await _store.StatAsync(At("x"), Token));
    }

    [Fact]
    public async Task List_GivenTree_GivesOrderOfNamesAsUtf8Bytes()
    {
        string[] names = ["a-b", "a/c", "a/b/x", "ab", "B", "a b", "a#", "a!", "é", "z", ".hidden"];
        foreach (var name in names)
        {
            await WriteAsync(name, name);
        }

        var listed = await ListAsync(At(""));

        Assert.Equal(names.OrderBy(n => Convert.ToHexString(Encoding.UTF8.GetBytes(n)), StringComparer.Ordinal), listed);
    }

    [Fact]
    public async Task List_GivenPrefix_ListsWhatStartsWithIt()
    {
        foreach (var name in new[] { "data/part-1", "data/part-2", "data/other", "data2/x", "dat" })
        {
            await WriteAsync(name, "");
        }

        Assert.Equal(["data/part-1", "data/part-2"], await ListAsync(At("data/part")));
        Assert.Equal(["data/other", "data/part-1", "data/part-2"], await ListAsync(At("data/")));
        Assert.Equal(["data/other", "data/part-1", "data/part-2", "data2/x"], await ListAsync(At("data")));
        Assert.Empty(await ListAsync(At("none/")));
    }

    [Fact]
    public async Task List_GivenLinkToAParent_Ends()
    {
        await WriteAsync("a/x", "1");
        Directory.CreateSymbolicLink(_folder.File("a/up"), _folder.Root);
        Directory.CreateSymbolicLink(_folder.File("gone"), _folder.File("nowhere"));
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("a/x"));

        Assert.Equal(["a/x", "link"], await ListAsync(At("")));
        Assert.Equal(1, (await _store.StatAsync(At("link"), Token))!.Size);
    }

    [Fact]
    public async Task CommitIfAbsent_GivenManyAtOnce_LetsOneWin()
    {
        for (var round = 0; round < 50; round++)
        {
            var name = $"x{round}";
            var wins = 0;
            await Parallel.ForAsync(0, 16, Token, async (i, _) =>
            {
                try
                {
                    await WriteAsync(name, $"writer {i:00}", ifAbsent: true);
                    Interlocked.Increment(ref wins);
                }
                catch (IOException e)
                {
                    Assert.Contains("only if absent", e.Message, StringComparison.Ordinal);
                }
            });

            Assert.Equal(1, wins);
        }

        Assert.Equal(50, Directory.GetFileSystemEntries(_folder.Root).Length);
    }

    [Fact]
    public async Task OpenWrite_GivenFolderOrFileOnTheWay_SaysWhichPath()
    {
        await WriteAsync("file", "1");
        Directory.CreateDirectory(_folder.File("folder"));

        var below = await Assert.ThrowsAsync<IOException>(() => WriteAsync("file/x", "1"));
        var folder = await Assert.ThrowsAsync<IOException>(() => WriteAsync("folder", "1"));

        Assert.Contains(_folder.File("file/x"), below.Message, StringComparison.Ordinal);
        Assert.Contains("it is a folder", folder.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_GivenNameOfMaximumLength_Works()
    {
        var name = new string('n', 255);

        await WriteAsync(name, "1");

        Assert.Equal([name], await ListAsync(At("")));
    }

    [Fact]
    public async Task Members_GivenUriOfAnotherMachine_SayHowToWriteIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows reads a host as a network share.");

        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await _store.StatAsync(new Uri("file://data/x.csv"), Token));

        Assert.Contains("file:///data/x.csv", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(async () => await _store.StatAsync(new Uri("s3://b/x"), Token));
    }
}
