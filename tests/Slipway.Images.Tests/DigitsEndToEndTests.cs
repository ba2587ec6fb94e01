using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using SkiaSharp;
using Slipway.Data;

namespace Slipway.Images.Tests;

/// <summary>The digits that the repository ships, written as pictures and read back: the same model as from the numbers.</summary>
public sealed class DigitsEndToEndTests : IAsyncLifetime
{
    private const int TrainingRows = 1400;
    private const int Side = 8;

    private readonly string _root = Directory.CreateTempSubdirectory("slipway-images-").FullName;
    private readonly List<(byte[] Pixels, string Label)> _digits = [];

    public async ValueTask InitializeAsync()
    {
        using var reader = DataChannel.From(Path.Combine(AppContext.BaseDirectory, "data", "digits.csv.gz")).Open();
        while (reader.Read() is { } batch)
        {
            using (batch)
            {
                var labels = (DoubleArray)batch.Column("digit");
                for (var row = 0; row < batch.Length; row++)
                {
                    var pixels = Enumerable.Range(0, Side * Side)
                        .Select(i => (byte)(15 * ((DoubleArray)batch.Column(FormattableString.Invariant($"p{i}"))).GetValue(row)!.Value));
                    _digits.Add(([.. pixels], labels.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture)));
                }
            }
        }

        for (var i = 0; i < _digits.Count; i++)
        {
            var folder = Path.Combine(_root, i < TrainingRows ? "train" : "test", _digits[i].Label);
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, FormattableString.Invariant($"{i:D4}.png"));
            await File.WriteAllBytesAsync(path, Png(_digits[i].Pixels), TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task FromImageFolder_GivenTheShippedDigitsAsPictures_LearnsAsMuchAsFromTheFile()
    {
        // In the order of the folder: class by class.
        var ordered = _digits.Select((d, i) => (d, i)).ToList();
        var train = ordered.Take(TrainingRows).OrderBy(d => d.d.Label, StringComparer.Ordinal).Select(d => d.d);
        var expected = await AccuracyAsync(Numbers(train), Numbers(_digits.Skip(TrainingRows)));

        var accuracy = await AccuracyAsync(Folder("train"), Folder("test"));

        Assert.InRange(expected, 0.85, 1);
        Assert.Equal(expected, accuracy);
    }

    [Fact]
    public async Task FromTarShards_GivenTheShippedDigitsAsPictures_LearnsAsMuchAsFromTheFile()
    {
        WriteShard("train-0.tar", 0, 700);
        WriteShard("train-1.tar", 700, TrainingRows);
        WriteShard("test-0.tar", TrainingRows, _digits.Count);
        var expected = await AccuracyAsync(Numbers(_digits.Take(TrainingRows)), Numbers(_digits.Skip(TrainingRows)));

        var accuracy = await AccuracyAsync(Shards("train-*.tar"), Shards("test-*.tar"));

        Assert.InRange(expected, 0.85, 1);
        Assert.Equal(expected, accuracy);
    }

    [Fact]
    public void FromImageFolder_GivenDigits_GivesTheirPixelsAndClasses()
    {
        using var reader = Folder("train").Open(Decoding.Services);

        Assert.Equal("label", reader.Roles.Label);
        Assert.Equal(["image"], reader.Roles.Features);
        Assert.Equal(
            """["0","1","2","3","4","5","6","7","8","9"]""", reader.Schema.GetFieldByName("label").Metadata["slipway.classes"]);
        Assert.Equal(_digits.Take(TrainingRows).Where(d => d.Label == "0").Select(d => d.Pixels).First(), Decoding.Pixels(Folder("train"))[0]);
    }

    [Fact]
    public async Task FitAsync_GivenEncodedImages_SaysWhatDecodesThem()
    {
        var error = await Assert.ThrowsAsync<TrainingFailedException>(
            () => AccuracyAsync(DataChannel.FromImageFolder(Path.Combine(_root, "train")), Folder("test")));

        Assert.Contains("WithDecodedImages", error.ToString(), StringComparison.Ordinal);
    }

    private static byte[] Png(byte[] pixels)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Gray8, SKAlphaType.Opaque));
        System.Runtime.InteropServices.Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static DataChannel Numbers(IEnumerable<(byte[] Pixels, string Label)> digits)
    {
        var rows = digits.ToList();
        var type = new FixedSizeListType(new Field("item", UInt8Type.Default, false), Side * Side);
        var items = new UInt8Array.Builder().AppendRange(rows.SelectMany(r => r.Pixels)).Build();
        var labels = new StringArray.Builder().AppendRange(rows.Select(r => r.Label)).Build();
        var schema = new Schema([new Field("image", type, false), new Field("label", StringType.Default, false)], null);
        var images = new FixedSizeListArray(new ArrayData(type, rows.Count, 0, 0, [ArrowBuffer.Empty], [items.Data]));
        return DataChannel.FromArrow([new RecordBatch(schema, [images, labels], rows.Count)]).WithLabel("label");
    }

    private static async Task<double> AccuracyAsync(DataChannel train, DataChannel test)
    {
        using var model = await Estimator.For(new LinearClassifier()).WithServices(Decoding.Services).FitAsync(
            train, cancellationToken: TestContext.Current.CancellationToken);
        var evaluation = await model.EvaluateAsync(test, Decoding.Services, TestContext.Current.CancellationToken);
        return evaluation.Metrics["accuracy"];
    }

    private DataChannel Folder(string name) =>
        DataChannel.FromImageFolder(Path.Combine(_root, name)).WithDecodedImages(Side, Side, channels: 1);

    private DataChannel Shards(string pattern) =>
        DataChannel.FromTarShards(Path.Combine(_root, pattern)).WithColumn("label", ColumnType.Text).WithDecodedImages(Side, Side, channels: 1);

    private void WriteShard(string name, int from, int to)
    {
        using var stream = File.Create(Path.Combine(_root, name));
        var bytes = new BinaryArray.Builder();
        var labels = new StringArray.Builder();
        for (var i = from; i < to; i++)
        {
            bytes.Append((ReadOnlySpan<byte>)Png(_digits[i].Pixels));
            labels.Append(_digits[i].Label);
        }

        var schema = new Schema([new Field("image", BinaryType.Default, false), new Field("label", StringType.Default, false)], null);
        using var writer = new TarShardFormat().CreateWriter(stream, schema);
        writer.Write(new RecordBatch(schema, [bytes.Build(), labels.Build()], to - from));
        writer.Complete();
    }
}
