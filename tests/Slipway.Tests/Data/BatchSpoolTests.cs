using CsCheck;
using Slipway.Data;

namespace Slipway.Tests.Data;

public class BatchSpoolTests
{
    [Fact]
    public void Open_GivenAnyMemoryLimit_GivesAllRowsOnEachPass() =>
        Gen.Select(Gen.Int[1, 60].Array[0, 8], Gen.Int[0, 20_000]).Sample((sizes, memory) =>
        {
            using var spool = new BatchSpool(Rows.Gallery(1).Schema, memory);
            var expected = new List<string>();
            foreach (var (i, size) in sizes.Index())
            {
                var batch = Rows.Gallery(size, i);
                expected.AddRange(Rows.Texts(batch));
                spool.Append(batch);
            }

            spool.Complete();

            Assert.Equal(expected.Count, spool.Rows);
            Assert.Equal(expected, Rows.Read(spool.Open()));
            Assert.Equal(expected, Rows.Read(spool.Open()));
        }, iter: 50);

    [Fact]
    public void Append_GivenMoreThanTheMemory_WritesTheRestToAFileThatHasNoName()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows deletes the file when it is closed.");
        using var folder = new TemporaryFolder();
        using var spool = new BatchSpool(Rows.IdSchema, memoryBytes: 8_000, folder.Root);
        Rows.Ids(10_000, 500).ForEach(spool.Append);
        spool.Complete();

        Assert.InRange(spool.FileBytes, 72_000, 90_000);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
        Assert.Equal(10_000, Rows.Read(spool.Open()).Count);
    }

    [Fact]
    public void Open_GivenManyThreads_ReadsIndependently()
    {
        using var spool = new BatchSpool(Rows.IdSchema, memoryBytes: 8_000);
        Rows.Ids(10_000, 500).ForEach(spool.Append);
        spool.Complete();
        var counts = new int[8];

        Parallel.For(0, counts.Length, i => counts[i] = Rows.Read(spool.Open()).Count);

        Assert.All(counts, c => Assert.Equal(10_000, c));
    }

    [Fact]
    public void Append_GivenFolderThatIsMissing_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        using var spool = new BatchSpool(Rows.IdSchema, memoryBytes: 0, folder.File("none"));

        var error = Assert.Throws<IOException>(() => spool.Append(Rows.Ids(1, 1)[0]));

        Assert.Contains(folder.File("none"), error.Message, StringComparison.Ordinal);
        Assert.Contains("TMPDIR", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_GivenSpoolThatIsStillFilled_Throws()
    {
        using var spool = new BatchSpool(Rows.IdSchema);

        Assert.Throws<InvalidOperationException>(spool.Open);
    }
}
