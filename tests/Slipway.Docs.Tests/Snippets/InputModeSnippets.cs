using Apache.Arrow;
using Slipway.Data;

namespace Slipway.Docs.Tests.Snippets;

public class InputModeSnippets : IClassFixture<SnippetFolder>
{
    [Fact]
    public async Task InputModes_GivenAStore_TrainEachWay()
    {
        Directory.CreateDirectory("many");
        foreach (var name in new[] { "a", "b" })
        {
            File.Copy("digits.csv.gz", $"many/{name}.csv.gz", overwrite: true);
        }

        var store = new MemoryObjectStore();
        foreach (var file in Directory.GetFiles("many"))
        {
            await using var writer = await store.OpenWriteAsync(new Uri("memory://bucket/digits/" + Path.GetFileName(file)));
            await writer.Stream.WriteAsync(await File.ReadAllBytesAsync(file));
            await writer.CommitAsync();
        }

        #region input-modes
        var services = SlipwayServices.Default
            .AddStore(store)                                                                     // s3:// with Slipway.S3
            .WithDataCache(new DataCacheOptions { Folder = "cache", MaximumBytes = 10L << 30 }); // for InputMode.File

        var digits = DataChannel.FromCsv("memory://bucket/digits/").WithLabel("digit");          // InputMode.FastFile
        var cached = digits.WithInputMode(InputMode.File);                                       // downloaded once
        var streamed = digits.WithInputMode(InputMode.Pipe);                                     // never kept
        var half = digits.Shard(index: 0, count: 2, ShardBy.Object);                             // every second object

        var estimator = Estimator.For(new MlpClassifier { Epochs = 3 }).WithServices(services).WithOutput("jobs");
        using var model = await estimator.FitAsync(streamed);
        #endregion

        Assert.Equal(3594, await cached.CountRowsAsync(services));
        Assert.Equal(1797, await half.CountRowsAsync(services));
        Assert.Equal(2, Directory.GetFiles("cache/objects").Length);
        Assert.Equal(3594, model.Lineage.TrainingRows);
    }

    [Fact]
    public void Manifests_GivenListsAndGroundTruth_AreChannels()
    {
        Directory.CreateDirectory("images");
        File.WriteAllText("images/1.jpg", "one");
        File.WriteAllText("images/2.jpg", "two");
        File.Copy("digits.csv.gz", "part-1.csv.gz", overwrite: true);
        File.WriteAllText("train.manifest", """[{"prefix": "part-"}, "1.csv.gz"]""");
        File.WriteAllText("dogs.manifest", """
            {"source-ref": "images/1.jpg", "class": 0, "boxes": {"image_size": [{"width": 500, "height": 400, "depth": 3}], "annotations": [{"class_id": 0, "left": 111, "top": 134, "width": 61, "height": 128}]}}
            {"source-ref": "images/2.jpg", "class": 1, "boxes": {"image_size": [{"width": 320, "height": 200, "depth": 3}], "annotations": []}}
            """);

        #region manifests
        var digits = DataChannel.FromManifest("train.manifest").WithLabel("digit");    // [{"prefix": "part-"}, "1.csv.gz"]

        // {"source-ref": "images/1.jpg", "class": 0, "boxes": {"image_size": [...], "annotations": [...]}}
        var dogs = DataChannel.FromAugmentedManifest("dogs.manifest", "source-ref", "class", "boxes").WithLabel("class");
        using var reader = dogs.Open();
        using var batch = reader.Read()!;
        var image = ((Apache.Arrow.BinaryArray)batch.Column("source-ref")).GetBytes(0);          // the bytes of images/1.jpg
        var boxes = (StructArray)((ListArray)batch.Column("boxes")).GetSlicedValues(0);          // class_id, left, top, width, height
        #endregion

        Assert.Equal(65, digits.ReadSchema().Columns.FieldsList.Count);
        Assert.Equal("one"u8.ToArray(), image.ToArray());
        Assert.Equal(1, boxes.Length);
    }
}
