using Slipway.Data;

namespace Slipway.Docs.Tests.Snippets;

public sealed class RecordIoSnippets : IDisposable
{
    private readonly SnippetFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RecordIo_GivenDigits_WritesAndTrains()
    {
        #region recordio-write
        var digits = DataChannel.FromCsv("digits.csv.gz");
        var format = new RecordIoProtobufFormat { Label = "digit", WriteFloat32 = true };
        await using (var file = File.Create("digits.pbr"))
        {
            using var writer = format.CreateWriter(file, digits.ReadSchema().Columns);
            await foreach (var batch in digits.ReadAsync())
            {
                using (batch)
                {
                    writer.Write(batch);
                }
            }

            writer.Complete();
        }
        #endregion

        #region recordio-read
        var (train, test) = DataChannel.FromRecordIo("digits.pbr").Split(0.8, seed: 1);     // features and label
        using var model = await Estimator.For(new LinearClassifier { L2 = 1e-3, MaxIterations = 50 }).WithOutput("jobs").FitAsync(train);
        #endregion

        Assert.InRange((await model.EvaluateAsync(test)).Metrics["accuracy"], 0.93, 1);
    }
}
