using System.Formats.Tar;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using CsCheck;
using Slipway.Data;

namespace Slipway.Tests.Data.Formats.TarShards;

public class TarShardFormatTests
{
    private const string Png = "\u0089PNG\r\n\u001a\n";
    private static readonly TarShardFormat Format = new();

    private static DataFormatException Refused(byte[] archive, TarShardFormat? format = null) =>
        Assert.Throws<DataFormatException>(() => Table.Read(format ?? Format, Table.Source(archive, "bad.tar")));

    [Theory]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public void Read_GivenSamples_GivesARowEach(TarEntryFormat format)
    {
        var archive = TarFile.Of(
            format, ("a/0001.jpg", "one"), ("a/0001.cls", "3\n"), ("a/0001.json", "{}"), ("a/0001.seg.npy", "x"),
            ("a/_meta.txt", "not counted"), ("b/0001.cls", "-4"), ("b/0001.PNG", "two"), ("b/0001.json", " {\"k\":1}"), ("b/0001.seg.npy", ""));

        var table = Table.Read(Format, Table.Source(archive));
        var packed = Table.Read(Format, Table.Source(Table.Gzip(archive)) with { BatchBytes = 1 });

        Assert.Equal(["key", "image", "label", "json", "seg.npy"], table.Names);
        Assert.Equal(["a/0001", "b/0001"], table["key"]);
        Assert.Equal(["one", "two"], table["image"].Select(b => Encoding.ASCII.GetString((byte[])b!)));
        Assert.Equal([3.0, -4.0], table["label"]);
        Assert.Equal(["{}", " {\"k\":1}"], table["json"]);
        Assert.Empty((byte[])table["seg.npy"][1]!);
        Assert.Equal([1, 1], packed.BatchSizes);
        Assert.Equal<object?>(table["key"], packed["key"]);
    }

    [Theory]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public void Read_GivenLongNames_KeepsThem(TarEntryFormat format)
    {
        var folder = string.Join('/', Enumerable.Repeat("a-rather-long-folder-name-\u00e9", 12));

        var table = Table.Read(Format, Table.Source(TarFile.Of(format, ($"{folder}/1.txt", "x"))));

        Assert.Equal([$"{folder}/1"], table["key"]);
    }

    [Fact]
    public void Read_GivenSeveralImagesOfASample_NamesThemByTheirEndings()
    {
        var table = Table.Read(Format, Table.Source(TarFile.Of(("1.left.png", "l"), ("1.png", "r"), ("1.jpg", "s"))));

        Assert.Equal(["key", "left.png", "png", "jpg"], table.Names);
    }

    [Fact]
    public void Read_GivenClassNames_GivesText()
    {
        var source = Table.Source(TarFile.Of(("1.cls", " cat\n"), ("2.cls", "dog")));

        Assert.Equal(["cat", "dog"], Table.Read(Format, source)["label"]);
    }

    [Fact]
    public void FromTarShards_GivenPattern_ReadsAllShardsAndHidesTheKey()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("train-0.tar"), TarFile.Of(("1.png", "a"), ("1.cls", "0")));
        File.WriteAllBytes(folder.File("train-1.tar.gz"), Table.Gzip(TarFile.Of(("2.png", "b"), ("2.cls", "1"))));
        var services = SlipwayServices.Default.AddStore(new RelocatedStore(folder.Root));

        var schema = DataChannel.FromTarShards("mem://bucket/train-*").ReadSchema(services);
        using var reader = DataChannel.FromTarShards("mem://bucket/train-*", new TarShardFormat { IncludeKey = true })
            .WithColumn("label", ColumnType.Integer).Open(services);
        using var first = reader.Read()!;
        using var second = reader.Read()!;

        Assert.Equal(["image"], schema.Features);
        Assert.Equal("label", schema.Label);
        Assert.Equal("2", ((StringArray)second.Column("key")).GetString(0));
        Assert.Equal(1L, ((Int64Array)second.Column("label")).GetValue(0));
        Assert.IsType<TarShardFormat>(DataFormat.FromExtension("train-000.tar.gz"));
    }

    [Fact]
    public void Write_GivenRows_ReadsBackTheSame()
    {
        var schema = new Schema(
            [
                new Field("image", BinaryType.Default, false), new Field("label", DoubleType.Default, false),
                new Field("json", StringType.Default, false), new Field("weight", FloatType.Default, false),
            ],
            null);
        var batch = new RecordBatch(
            schema,
            [
                new Apache.Arrow.BinaryArray.Builder().Append((ReadOnlySpan<byte>)Encoding.Latin1.GetBytes(Png)).Append((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF, 1]).Build(),
                new DoubleArray.Builder().Append(3).Append(7).Build(), new StringArray.Builder().Append("{}").Append("\u00e9").Build(),
                new FloatArray.Builder().Append(0.1f).Append(2).Build(),
            ],
            2);
        using var stream = new MemoryStream();
        using (var writer = Format.CreateWriter(stream, schema))
        {
            writer.Write(batch);
            writer.Complete();
        }

        stream.Position = 0;
        var names = new List<string>();
        using (var reader = new TarReader(stream, leaveOpen: true))
        {
            while (reader.GetNextEntry() is { } entry)
            {
                names.Add(entry.Name);
            }
        }

        var table = Table.Read(Format, Table.Source(stream.ToArray()));
        Assert.Equal(
            ["000000001.png", "000000001.cls", "000000001.json", "000000001.weight", "000000002.jpg", "000000002.cls", "000000002.json",
                "000000002.weight"], names);
        Assert.Equal([3.0, 7.0], table["label"]);
        Assert.Equal(["{}", "\u00e9"], table["json"]);
        Assert.Equal("0.1", Encoding.ASCII.GetString((byte[])table["weight"][0]!));
        Assert.Equal(Encoding.Latin1.GetBytes(Png), table["image"][0]);
    }

    [Fact]
    public void Write_GivenWhatAShardCannotHold_SaysWhat()
    {
        static DataFormatException Write(string column, IArrowArray values, string? key = null)
        {
            var columns = new List<(string Name, IArrowArray Values)> { (column, values) };
            if (key is not null)
            {
                columns.Add(("key", new StringArray.Builder().Append(key).Build()));
            }

            var schema = new Schema(columns.Select(c => new Field(c.Name, c.Values.Data.DataType, true)), null);
            return Assert.Throws<DataFormatException>(() =>
            {
                using var writer = Format.CreateWriter(new MemoryStream(), schema);
                writer.Write(new RecordBatch(schema, columns.Select(c => c.Values), 1));
            });
        }

        var text = new StringArray.Builder().Append("x").Build();
        Assert.Contains("no known image", Write("image", new Apache.Arrow.BinaryArray.Builder().Append((ReadOnlySpan<byte>)[1, 2]).Build()).Message, StringComparison.Ordinal);
        Assert.Contains("missing", Write("txt", new StringArray.Builder().AppendNull().Build()).Message, StringComparison.Ordinal);
        Assert.Contains("'a b'", Write("a b", text).Message, StringComparison.Ordinal);
        Assert.Contains("../x", Write("txt", text, "../x").Message, StringComparison.Ordinal);
        Assert.Contains("a.b", Write("txt", text, "a.b").Message, StringComparison.Ordinal);
        Assert.Contains("too long", Write("txt", text, new string('k', 100)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GivenSamplesThatDiffer_NamesTheSample()
    {
        Assert.Contains("sample 2 ('2'): the sample lacks a file that the first has", Refused(TarFile.Of(("1.txt", ""), ("1.cls", "1"), ("2.txt", ""))).Message,
            StringComparison.Ordinal);
        Assert.Contains("that the first has not ('npy')", Refused(TarFile.Of(("1.txt", ""), ("2.txt", ""), ("2.npy", ""))).Message,
            StringComparison.Ordinal);
        Assert.Contains("column 'label'", Refused(TarFile.Of(("1.cls", "1"), ("2.cls", "dog"))).Message, StringComparison.Ordinal);
        Assert.Contains("two files of one ending", Refused(TarFile.Of(("1.txt", "a"), ("1.txt", "b"))).Message, StringComparison.Ordinal);
        Assert.Contains("two files of the sample are one column", Refused(TarFile.Of(("1.jpg", ""), ("2.jpg", ""), ("2.png", ""))).Message,
            StringComparison.Ordinal);
        Assert.Contains("two files would be one column", Refused(TarFile.Of(("1.cls", "a"), ("1.label", "b"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/passwd.txt")]
    [InlineData("../x.txt")]
    [InlineData("a/../../x.txt")]
    [InlineData("a//x.txt")]
    [InlineData("a\\x.txt")]
    [InlineData("a\nb.txt")]
    public void Read_GivenPathTricks_IsRefused(string name) =>
        Assert.Contains("impossible name", Refused(TarFile.Of(TarEntryFormat.Pax, (name, "x"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_GivenLinksAndOtherThings_IsRefused()
    {
        var link = TarFile.With(new UstarTarEntry(TarEntryType.SymbolicLink, "1.txt") { LinkName = "/etc/passwd" });
        var pipe = TarFile.With(new UstarTarEntry(TarEntryType.Fifo, "1.txt"));
        var folder = TarFile.With(new UstarTarEntry(TarEntryType.Directory, "1.txt/"));

        Assert.Contains("no file ('1.txt, type '2'", Refused(link).Message, StringComparison.Ordinal);
        Assert.Contains("no file", Refused(pipe).Message, StringComparison.Ordinal);
        Assert.Contains("no samples", Refused(folder).Message, StringComparison.Ordinal);
        Assert.Contains("no ending", Refused(TarFile.Of(("README", "x"))).Message, StringComparison.Ordinal);
        Assert.Contains("larger than allowed ('5')", Refused(TarFile.Of(("1.txt", "12345")), new TarShardFormat { MaxMemberBytes = 4 }).Message,
            StringComparison.Ordinal);
        Assert.Contains("no tar archive", Refused(new byte[511].Concat("x"u8.ToArray()).ToArray()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GivenTwoArchivesInOne_IsRefusedRatherThanHalfRead()
    {
        var archive = TarFile.Of(("1.txt", "x"));

        Assert.Contains("behind the end mark", Refused([.. archive, .. archive]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_GivenSizeThatLies_AllocatesNoMoreThanArrives()
    {
        var archive = TarFile.Of(("1.txt", "x"));
        Encoding.ASCII.GetBytes("00377777777").CopyTo(archive, 124);
        var sum = archive.Take(512).Select((b, i) => i is >= 148 and < 156 ? 32 : b).Sum();
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0')).CopyTo(archive, 148);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Refused(archive);

        Assert.Contains("truncated within a file", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Read_GivenEveryTruncation_IsRefused()
    {
        var archive = TarFile.Of(TarEntryFormat.Pax, ("1.txt", "x"), ("1.cls", "2"));

        // One of the two end blocks is enough.
        for (var length = 0; length < archive.Length - 512; length++)
        {
            Assert.NotEmpty(Refused(archive[..length]).Remedy!);
        }
    }

    [Fact]
    public void Read_GivenChangedBytes_FailsWithDataFormatExceptionOnly()
    {
        byte[][] archives =
        [
            TarFile.Of(("1.txt", "x"), ("1.cls", "2"), ("2.txt", "y"), ("2.cls", "3")),
            TarFile.Of(TarEntryFormat.Pax, ("1.txt", "x"), ("1.cls", "2"), ("2.txt", "y"), ("2.cls", "3")),
            TarFile.Of(TarEntryFormat.Gnu, (new string('n', 150) + ".txt", "x")),
        ];
        Gen.Select(Gen.Int[0, 2], Gen.Bool, Gen.Select(Gen.Int[0, 10_000], Gen.Byte).Array[1, 4]).Sample((which, repair, changes) =>
        {
            var content = archives[which].ToArray();
            foreach (var (at, value) in changes)
            {
                content[at % content.Length] = value;
            }

            if (repair)
            {
                // The checksum of the first header made right again, so that what is behind it is reached.
                var sum = content.Take(512).Select((b, i) => i is >= 148 and < 156 ? 32 : b).Sum();
                Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(content, 148);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Assert.NotEmpty(Table.Read(Format, Table.Source(content, "bad.tar")).Rows);
            }
            catch (DataFormatException e)
            {
                Assert.StartsWith("bad.tar", e.Message, StringComparison.Ordinal);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
        }, iter: 10_000);
    }
}
