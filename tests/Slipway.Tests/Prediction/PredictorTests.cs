using System.Globalization;

namespace Slipway.Tests.Prediction;

public class PredictorTests
{
    private static readonly WineRow[] Rows = WineRow.Many(600);

    private static DataChannel Channel => DataChannel.From(Rows).WithLabel("Band");

    [Fact]
    public void Predict_GivenRecords_EqualsBatchScoring()
    {
        using var model = Training.Fit(new NearestCentroid(), Channel);
        using var predictor = model.CreatePredictor<Wine, Classification>();
        var expected = Training.BatchScores(model, Channel);

        Span<float> probabilities = stackalloc float[3];
        for (var i = 0; i < Rows.Length; i++)
        {
            var answer = predictor.Predict(Wine.Of(Rows[i]), probabilities);

            Assert.Equal(expected.AsSpan(i * 3, 3), probabilities);
            Assert.Equal(probabilities[answer.ClassIndex], answer.Probability);
            Assert.Equal(model.Features!.Label!.Classes[answer.ClassIndex], answer.Label);
            Assert.Equal(answer, predictor.Predict(Wine.Of(Rows[i])));
        }

        Assert.True(Rows.Count(r => predictor.Predict(Wine.Of(r)).Label == r.Band) > 590);
    }

    [Fact]
    public void Predict_GivenABatch_EqualsSinglePredictions()
    {
        using var model = Training.Fit(new NearestCentroid(), Channel);
        using var predictor = model.CreatePredictor<WineStruct, Classification>();
        WineStruct[] inputs = [.. Rows.Select(WineStruct.Of)];
        var outputs = new Classification[inputs.Length + 1];

        predictor.Predict(inputs, outputs);

        Assert.Equal(inputs.Select(i => predictor.Predict(i)), outputs[..^1]);
        Assert.Equal(default, outputs[^1]);
        predictor.Predict([], []);
        Assert.Throws<ArgumentException>(() => predictor.Predict(inputs, outputs.AsSpan(0, 5)));
    }

    [Fact]
    public void Predict_GivenEveryKindOfInput_GivesTheSameAnswer()
    {
        using var model = Training.Fit(new NearestCentroid(), Channel);
        using var records = model.CreatePredictor<Wine, float[]>();
        using var objects = model.CreatePredictor<IReadOnlyDictionary<string, object?>, float[]>();
        using var dictionary = model.CreatePredictor<Dictionary<string, object?>, float[]>();
        using var strings = model.CreatePredictor<IReadOnlyDictionary<string, string?>, float[]>();
        using var stringDictionary = model.CreatePredictor<Dictionary<string, string?>, float[]>();

        foreach (var row in Rows.Take(50))
        {
            var expected = records.Predict(Wine.Of(row));
            var values = new Dictionary<string, object?>
            {
                ["Alcohol"] = (double)row.Alcohol,
                ["malic acid"] = row.MalicAcid,
                ["Ash"] = row.Ash,
                ["cellar"] = row.Cellar,
                ["other"] = 1,
            };
            var texts = values.ToDictionary(
                v => v.Key, v => v.Value is null ? null : Convert.ToString(v.Value, CultureInfo.InvariantCulture));
            Assert.Equal(expected, objects.Predict(values));
            Assert.Equal(expected, dictionary.Predict(values));
            Assert.Equal(expected, strings.Predict(texts));
            Assert.Equal(expected, stringDictionary.Predict(texts));
        }
    }

    [Fact]
    public void Predict_GivenEveryAnswerType_Agrees()
    {
        using var model = Training.Fit(new NearestCentroid(), Channel);
        using var full = model.CreatePredictor<Wine, Classification>();
        using var label = model.CreatePredictor<Wine, string>();
        using var index = model.CreatePredictor<Wine, int>();
        using var all = model.CreatePredictor<Wine, float[]>();

        foreach (var wine in Rows.Select(Wine.Of).Take(50))
        {
            var expected = full.Predict(wine);
            Assert.Same(expected.Label, label.Predict(wine));
            Assert.Equal(expected.ClassIndex, index.Predict(wine));
            Assert.Equal(expected.Probability, all.Predict(wine)[expected.ClassIndex]);
        }
    }

    [Fact]
    public void Predict_GivenARegressor_GivesTheRawScale()
    {
        var channel = DataChannel.From(Enumerable.Range(0, 100).Select(i => new { X = 1f, Price = 1_000_000.0 + i })).WithLabel("Price");
        using var model = Training.Fit(new MeanRegressor(), channel);
        using var single = model.CreatePredictor<float[], float>();
        using var real = model.CreatePredictor<float[], double>();

        var value = single.Predict([1f]);

        Assert.InRange(value, 1_000_000, 1_000_100);
        Assert.Equal(value, real.Predict([1f]));
    }

    [Fact]
    public async Task PredictAsync_GivenACancelledToken_IsCancelled()
    {
        using var model = Training.Fit(new NearestCentroid(), Channel);
        using var predictor = model.CreatePredictor<Wine, string>();
        using var cancel = new CancellationTokenSource();

        Assert.Equal(predictor.Predict(Wine.Of(Rows[0])), await predictor.PredictAsync(Wine.Of(Rows[0]), cancel.Token));
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(async () => await predictor.PredictAsync(Wine.Of(Rows[0]), cancel.Token));
    }

    [Fact]
    public async Task PredictAsync_GivenABadInput_HasTheErrorInTheTask()
    {
        using var model = Training.Fit(new NearestCentroid(), Channel);
        using var predictor = model.CreatePredictor<Dictionary<string, object?>, string>();

        var answer = predictor.PredictAsync([], TestContext.Current.CancellationToken);

        Assert.True(answer.IsFaulted);
        await Assert.ThrowsAsync<ArgumentException>(async () => await answer);
    }

    [Fact]
    public void Predict_GivenAModelDisposedBefore_WorksUntilThePredictorIsDisposed()
    {
        var model = Training.Fit(new NearestCentroid(), Channel);
        var inner = (CentroidModel)model.Model;
        var first = model.CreatePredictor<Wine, string>();
        var second = model.CreatePredictor<Wine, string>();
        var expected = first.Predict(Wine.Of(Rows[0]));

        model.Dispose();

        Assert.Throws<ObjectDisposedException>(() => model.CreatePredictor<Wine, string>());
        Assert.Equal(expected, first.Predict(Wine.Of(Rows[0])));
        first.Dispose();
        first.Dispose();
        Assert.Contains(
            "Predictor<Wine, string>", Assert.Throws<ObjectDisposedException>(() => first.Predict(Wine.Of(Rows[0]))).Message,
            StringComparison.Ordinal);
        Assert.False(inner.IsDisposed);
        Assert.Equal(expected, second.Predict(Wine.Of(Rows[0])));
        second.Dispose();
        Assert.True(inner.IsDisposed);
    }

    [Fact]
    public void CreatePredictor_GivenAFailure_KeepsNoLease()
    {
        var model = Training.Fit(new NearestCentroid(), Channel);
        var inner = (CentroidModel)model.Model;
        Assert.Throws<ArgumentException>(() => model.CreatePredictor<Wine, double>());
        Assert.Throws<ArgumentException>(() => model.CreateVectorPredictor());

        model.Dispose();

        Assert.True(inner.IsDisposed);
    }
}
