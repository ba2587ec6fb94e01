using Apache.Arrow;
using SkiaSharp;
using Slipway.Data;

namespace Slipway.Docs.Tests.Snippets;

public sealed class ImageSnippets : IDisposable
{
    private const int Pictures = 400;

    private readonly SnippetFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Images_GivenFolder_Train()
    {
        await WritePicturesAsync();

        #region images-folder
        var services = SlipwayServices.Default.AddImages();     // the package Slipway.Images

        // pictures/0/0000.png, pictures/1/0001.png, ...: the first folder is the label.
        var pictures = DataChannel.FromImageFolder("pictures").WithDecodedImages(width: 8, height: 8, channels: 1);
        var (train, test) = pictures.Split(0.8, seed: 1);

        using var model = await Estimator.For(new LinearClassifier()).WithServices(services).WithOutput("jobs").FitAsync(train);
        var report = await model.EvaluateAsync(test, services);
        #endregion

        Assert.InRange(report.Metrics["accuracy"], 0.8, 1);
    }

    [Fact]
    public async Task Images_GivenShardsAndList_ReadTheSame()
    {
        await WritePicturesAsync();

        #region images-write-shard
        // One shard of the folder: 000000001.png, 000000001.cls, ...
        var folder = DataChannel.FromImageFolder("pictures");
        var format = new TarShardFormat();
        await using (var file = File.Create("train-000.tar"))
        {
            using var writer = format.CreateWriter(file, folder.ReadSchema().Columns);
            await foreach (var batch in folder.ReadAsync())
            {
                using (batch)
                {
                    writer.Write(batch);
                }
            }

            writer.Complete();
        }
        #endregion

        #region images-shards
        var shards = DataChannel.FromTarShards("train-*.tar")
            .WithColumn("label", ColumnType.Text)
            .WithDecodedImages(8, 8, channels: 1, ImageResize.Crop);
        #endregion

        await File.WriteAllLinesAsync("train.lst", Directory.EnumerateFiles("pictures", "*.png", SearchOption.AllDirectories).Order()
            .Select((path, i) => $"{i}\t{path.Split(Path.DirectorySeparatorChar)[1]}\t{Path.GetRelativePath("pictures", path).Replace('\\', '/')}"));

        #region images-list
        var listed = DataChannel.FromImageList("train.lst", "pictures");    // index, label and path, with tabs between them
        #endregion

        Assert.Equal(Pictures, await shards.CountRowsAsync(SlipwayServices.Default.AddImages()));
        Assert.Equal(Pictures, await listed.CountRowsAsync());
    }

    private static async Task WritePicturesAsync()
    {
        var number = 0;
        await foreach (var batch in DataChannel.FromCsv("digits.csv.gz").Take(Pictures).ReadAsync())
        {
            using (batch)
            {
                var columns = batch.Arrays.Cast<DoubleArray>().ToArray();
                for (var row = 0; row < batch.Length; row++)
                {
                    var folder = Directory.CreateDirectory(Path.Combine("pictures", $"{columns[64].Values[row]}")).FullName;
                    await File.WriteAllBytesAsync(Path.Combine(folder, $"{number++:D4}.png"), Png([.. columns.Take(64).Select(c => (byte)(15 * c.Values[row]))]));
                }
            }
        }
    }

    private static byte[] Png(byte[] pixels)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(8, 8, SKColorType.Gray8, SKAlphaType.Opaque));
        System.Runtime.InteropServices.Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
