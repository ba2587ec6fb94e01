namespace Slipway.Tests.Prediction;

public class VectorPredictorTests
{
    [Fact]
    public void Predict_GivenNumberColumns_EqualsTheTypedPredictor()
    {
        var rows = NumbersRow.Many(300);
        using var model = Training.Fit(new NearestCentroid(), DataChannel.From(rows).WithLabel("Label"));
        using var typed = model.CreatePredictor<Numbers, float[]>();
        using var arrays = model.CreatePredictor<float[], float[]>();
        using var memories = model.CreatePredictor<ReadOnlyMemory<float>, float[]>();
        using var spans = model.CreateVectorPredictor();
        Assert.Equal((4, 3), (spans.InputWidth, spans.OutputWidth));
        Assert.Equal(model.Features!.Label!.Classes, spans.Classes);

        float[] raw = [.. rows.SelectMany(r => new[] { r.A, (float)r.B, r.C, r.D ? 1 : 0 })];
        var all = new float[rows.Length * 3];
        spans.Predict(raw, all);

        for (var i = 0; i < rows.Length; i++)
        {
            var expected = typed.Predict(new Numbers(rows[i].A, rows[i].B, rows[i].C, rows[i].D));
            Assert.Equal(expected, all[(i * 3)..((i * 3) + 3)]);
            Assert.Equal(expected, arrays.Predict(raw[(i * 4)..((i * 4) + 4)]));
            Assert.Equal(expected, memories.Predict(raw.AsMemory(i * 4, 4)));
        }
    }

    [Fact]
    public void Predict_GivenAVectorColumn_ReadsArraysAndRecords()
    {
        var rows = Enumerable.Range(0, 90).Select(i => new Pixels([i % 3, 1, i % 2], $"c{i % 3}")).ToArray();
        using var model = Training.Fit(new NearestCentroid(), DataChannel.From(rows).WithLabel("Label"));
        using var records = model.CreatePredictor<PixelInput, float[]>();
        using var arrays = model.CreatePredictor<float[], float[]>();
        using var dictionaries = model.CreatePredictor<Dictionary<string, object?>, float[]>();

        foreach (var row in rows)
        {
            var expected = records.Predict(new PixelInput([.. row.Image.Select(p => (byte)p)]));
            Assert.Equal(expected, arrays.Predict(row.Image));
            Assert.Equal(expected, dictionaries.Predict(new() { ["image"] = row.Image }));
        }

        Assert.Contains("3 values", Assert.Throws<ArgumentException>(() => arrays.Predict([1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "3 values", Assert.Throws<ArgumentException>(() => records.Predict(new PixelInput([1]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_GivenEveryVectorTypeInTraining_EqualsBatchScoring()
    {
        byte[][] images = [.. Enumerable.Range(0, 90).Select(i => new byte[] { (byte)(i % 3 * 100), 1, (byte)(i % 2) })];
        var bytes = DataChannel.From(images.Select((v, i) => new { Image = v, Label = $"c{i % 3}" })).WithLabel("Label");
        var reals = DataChannel.From(images.Select((v, i) => new { Image = v.Select(p => (double)p).ToArray(), Label = $"c{i % 3}" }));
        foreach (var channel in new[] { bytes, reals.WithLabel("Label") })
        {
            using var model = Training.Fit(new NearestCentroid(), channel);
            using var records = model.CreatePredictor<PixelInput, float[]>();
            using var arrays = model.CreatePredictor<float[], float[]>();

            var expected = Training.BatchScores(model, channel);

            Assert.Equal(expected, images.SelectMany(v => records.Predict(new PixelInput(v))));
            Assert.Equal(expected, images.SelectMany(v => arrays.Predict([.. v.Select(p => (float)p)])));
        }
    }

    [Fact]
    public void Predict_GivenASparseColumn_ReadsItFromADenseRow()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("rows.svm");
        File.WriteAllLines(file, Enumerable.Range(0, 60).Select(i => $"{i % 3} {(i % 3) + 1}:1 {(i % 2) + 4}:0.5"));
        using var model = Training.Fit(new NearestCentroid(), DataChannel.FromLibSvm(file));
        using var predictor = model.CreatePredictor<float[], Classification>();
        using var spans = model.CreateVectorPredictor();
        var width = model.Features!.Inputs[0].Width;

        for (var label = 0; label < 3; label++)
        {
            // LibSVM counts from 1; the column has a place for 0 only if the format keeps it.
            var row = new float[width];
            row[width - 5 + label] = 1;
            row[width - 2] = 0.5f;
            Assert.Equal($"{label}", predictor.Predict(row).Label);
            var output = new float[3];
            spans.Predict(row, output);
            Assert.Equal(predictor.Predict(row).Probability, output[label]);
        }
    }

    [Fact]
    public void PredictFeatures_GivenEncodedRows_SkipsThePipeline()
    {
        using var model = Training.Fit(new NearestCentroid(), DataChannel.From(NumbersRow.Many(60)).WithLabel("Label"));
        using var spans = model.CreateVectorPredictor();
        var encoder = model.Features!.CreateRowEncoder();
        encoder.NewRow();
        encoder.SetNumber(0, 2);
        var features = encoder.Rows.Values.ToArray();
        var expected = new float[3];
        spans.Predict([2, float.NaN, float.NaN, float.NaN], expected);

        var actual = new float[6];
        spans.PredictFeatures([.. features, .. features], actual);

        Assert.Equal([.. expected, .. expected], actual);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 3)]
    [InlineData(5, 6)]
    [InlineData(8, 5)]
    public void Predict_GivenWrongLengths_SaysWhichAreRight(int inputs, int outputs)
    {
        using var model = Training.Fit(new NearestCentroid(), DataChannel.From(NumbersRow.Many(60)).WithLabel("Label"));
        using var predictor = model.CreateVectorPredictor();

        var error = Assert.Throws<ArgumentException>(() => predictor.Predict(new float[inputs], new float[outputs]));

        Assert.Contains(inputs == 8 ? "3 output(s) each, 6 in all" : "A row has 4 values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_GivenADisposedPredictor_Throws()
    {
        using var model = Training.Fit(new NearestCentroid(), DataChannel.From(NumbersRow.Many(60)).WithLabel("Label"));
        var predictor = model.CreateVectorPredictor();
        predictor.Dispose();

        Assert.Throws<ObjectDisposedException>(() => predictor.Predict(new float[4], new float[3]));
        Assert.Throws<ObjectDisposedException>(() => predictor.PredictFeatures(new float[predictor.FeatureCount], new float[3]));
    }

    public sealed record Pixels(float[] Image, string Label);

    public sealed record PixelInput(byte[] Image);
}
