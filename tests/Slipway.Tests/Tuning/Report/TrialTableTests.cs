using Apache.Arrow;
using Apache.Arrow.Ipc;
using Slipway.Tuning;

namespace Slipway.Tests.Tuning;

public sealed class TrialTableTests
{
    [Fact]
    public void ToRecordBatch_GivenTrials_HasOneRowEachWithNullsWhereNothingIs()
    {
        // given
        var trials = SampleSearch.Trials(40);

        // when
        using var batch = TrialTable.ToRecordBatch(SampleSearch.Definition, trials);

        // then
        Assert.Equal(trials.Count, batch.Length);
        var accuracy = (DoubleArray)batch.Column("validation:accuracy");
        var momentum = (DoubleArray)batch.Column("momentum");
        var layers = (StringArray)batch.Column("hidden_layers");
        for (var i = 0; i < trials.Count; i++)
        {
            Assert.Equal(trials[i].Values.Count > 0 ? trials[i].Values[0] : null, accuracy.GetValue(i));
            Assert.Equal(double.IsNaN(trials[i].Point[4]) ? null : trials[i].Point[4], momentum.GetValue(i));
            Assert.Contains(layers.GetString(i), new[] { "[32]", "[64,32]", "[256,128]" });
        }
    }

    [Fact]
    public async Task SaveCsvAsync_GivenTrials_ReadsBackAsAChannel()
    {
        // given
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Root, "trials.csv");
        var trials = SampleSearch.Trials(40);

        // when
        await TrialTable.SaveCsvAsync(path, SampleSearch.Definition, trials, cancellationToken: TestContext.Current.CancellationToken);

        // then
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(41, lines.Length);
        Assert.StartsWith("trial,state,validation:accuracy,hidden_layers,learning_rate,", lines[0], StringComparison.Ordinal);
        var completed = trials.First(t => t.State == TrialState.Completed);
        Assert.Contains(completed.Values[0].ToString("R", System.Globalization.CultureInfo.InvariantCulture), lines[completed.Number + 1], StringComparison.Ordinal);
        Assert.Contains("\"[64,32]\"", string.Join('\n', lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SaveArrowAsync_GivenTrials_ReadsBackTheSame()
    {
        // given
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Root, "trials.arrow");
        var trials = SampleSearch.Trials(25);

        // when
        await TrialTable.SaveArrowAsync(path, SampleSearch.Definition, trials, cancellationToken: TestContext.Current.CancellationToken);

        // then
        using var reader = new ArrowFileReader(File.OpenRead(path));
        using var batch = await reader.ReadNextRecordBatchAsync(TestContext.Current.CancellationToken);
        Assert.Equal(25, batch.Length);
        Assert.Equal(trials[3].Started, ((TimestampArray)batch.Column("started")).GetTimestamp(3));
    }

    [Fact]
    public void ToRecordBatch_GivenParameterNamedLikeAColumn_KeepsBoth()
    {
        // given
        var search = new SearchDefinition(new ParameterSpace([new IntegerParameter("trial", 1, 5)]), [new Objective("loss", MetricDirection.Minimize)]);

        // when
        using var batch = TrialTable.ToRecordBatch(search, [new Trial { Number = 0, Point = new ParameterPoint([3]) }]);

        // then
        Assert.Equal(3, ((Int64Array)batch.Column("parameter:trial")).GetValue(0));
        Assert.Equal(0, ((Int32Array)batch.Column("trial")).GetValue(0));
    }
}
