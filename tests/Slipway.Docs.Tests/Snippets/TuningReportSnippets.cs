using Slipway.Tuning;

namespace Slipway.Docs.Tests.Snippets;

public class TuningReportSnippets : IClassFixture<SnippetFolder>
{
    [Fact]
    public async Task Report_GivenSearch_IsAPage()
    {
        var (train, validation) = DataChannel.FromCsv("wine.csv").WithLabel("class").Split(0.7, seed: 1, stratified: true);
        var tuner = HyperparameterTuner.For(Estimator.For(new LinearClassifier()).WithOutput("jobs")).WithSampler(Sampler.Random())
            .Vary(a => a.L2, ParameterRange.Log(1e-6, 1.0)).Minimize("validation:loss").WithMaxTrials(8);
        #region tuning-report
        var tuned = await tuner.WithJournal("tuning/report").TuneAsync(train, validation);

        await tuned.SaveReportAsync("tuning/report.html");
        await tuned.SaveTrialsAsync("tuning/trials.csv"); // or .arrow
        foreach (var importance in tuned.ParameterImportances())
        {
            Console.WriteLine($"{importance.Parameter} explains {importance.Fraction:P0}");
        }
        #endregion

        #region tuning-report-journal
        var journal = await TuningJournal.ReadAsync("tuning/report"); // also while the search runs, from another process
        await new TuningReport(journal.Definition, journal.Trials) { Title = "so far" }.SaveAsync("tuning/so-far.html");
        #endregion

        Assert.Contains("Optimisation history", await File.ReadAllTextAsync("tuning/report.html"), StringComparison.Ordinal);
        Assert.Contains("so far", await File.ReadAllTextAsync("tuning/so-far.html"), StringComparison.Ordinal);
        Assert.Equal(9, (await File.ReadAllLinesAsync("tuning/trials.csv")).Length);
    }
}
