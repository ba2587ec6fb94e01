using System.Xml.Linq;
using Slipway.Tuning;

namespace Slipway.Tests.Tuning;

public sealed class TuningReportTests
{
    [Fact]
    public void ToHtml_GivenSearch_ShowsEveryPartAndTrial()
    {
        // given
        var trials = SampleSearch.Trials(60);

        // when
        var html = new TuningReport(SampleSearch.Definition, trials) { Title = "Digits", Subtitle = "tpe, median pruner" }.ToHtml(TestContext.Current.CancellationToken);

        // then
        foreach (var part in new[] { "Optimisation history", "Learning curves", "Parallel coordinates", "Parameter importance", "Slices", "Trials", "Steps not run" })
        {
            Assert.Contains($"{part}<", html, StringComparison.Ordinal);
        }

        Assert.All(trials, t => Assert.Contains($"data-item=\"{t.Number}\"", html, StringComparison.Ordinal));
        Assert.Contains("training diverged", html, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_GivenSearch_ReachesNothingOutsideThePage()
    {
        // when
        var html = new TuningReport(SampleSearch.Definition, SampleSearch.Trials(20)).ToHtml(TestContext.Current.CancellationToken);

        // then
        Assert.DoesNotContain("http:", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(" src=", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void ToHtml_GivenSearch_DrawsWellFormedShapesInsideTheirCharts()
    {
        // when
        var html = new TuningReport(SampleSearch.Definition, SampleSearch.Trials(60)).ToHtml(TestContext.Current.CancellationToken);

        // then
        var charts = html.Split("<svg").Skip(1).Select(s => XElement.Parse($"<svg{s[..(s.IndexOf("</svg>", StringComparison.Ordinal) + 6)]}")).ToList();
        Assert.Equal(4 + SampleSearch.Definition.Space.Count, charts.Count);
        foreach (var chart in charts)
        {
            var box = chart.Attribute("viewBox")!.Value.Split(' ').Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
            Assert.All(chart.Descendants("circle"), c =>
            {
                Assert.InRange((double)c.Attribute("cx")!, 0, box[2]);
                Assert.InRange((double)c.Attribute("cy")!, 0, box[3]);
            });
            foreach (var attribute in chart.Descendants().Attributes().Where(a => a.Name.LocalName is "points" or "d" or "cx" or "cy" or "x" or "y" or "width"))
            {
                Assert.DoesNotContain("NaN", attribute.Value, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void ToHtml_GivenHostileNames_EscapesThem()
    {
        // given
        const string Hostile = "<script>alert(1)</script>\"'&";
        var search = new SearchDefinition(new ParameterSpace([new CategoricalParameter(Hostile, [Hostile, "b"])]), [new Objective(Hostile, MetricDirection.Minimize)]);
        Trial[] trials =
        [
            new() { Number = 0, Point = new ParameterPoint([0]), State = TrialState.Completed, Values = [1], JobName = Hostile },
            new() { Number = 1, Point = new ParameterPoint([1]), State = TrialState.Completed, Values = [2] },
            new() { Number = 2, Point = new ParameterPoint([1]), State = TrialState.Failed, Reason = Hostile },
        ];

        // when
        var html = new TuningReport(search, trials) { Title = Hostile, Subtitle = Hostile }.ToHtml(TestContext.Current.CancellationToken);

        // then
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert", html, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_GivenNoCompletedTrial_SaysSo()
    {
        // given
        var failed = SampleSearch.Trials(3).Select(t => t with { State = TrialState.Failed, Values = [], Reason = "no memory" }).ToList();

        // when, then
        Assert.Contains("no trial completed", new TuningReport(SampleSearch.Definition, failed).ToHtml(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("No trial was started.", new TuningReport(SampleSearch.Definition, []).ToHtml(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_GivenManyTrials_StaysSmallAndSaysWhatIsDrawn()
    {
        // when
        var html = new TuningReport(SampleSearch.Definition, SampleSearch.Trials(10_000)).ToHtml(TestContext.Current.CancellationToken);

        // then
        Assert.True(html.Length < 8_000_000, $"{html.Length} characters");
        Assert.Contains("completed trials are drawn.", html, StringComparison.Ordinal);
    }

    [Fact]
    public void ToHtml_GivenTwoObjectives_DrawsTheFront()
    {
        // given
        var search = SampleSearch.Definition with { Objectives = [.. SampleSearch.Definition.Objectives, new Objective("train:loss", MetricDirection.Minimize)] };
        var trials = SampleSearch.Trials(30).Where(t => t.State == TrialState.Completed).Select(t => t with { Values = [t.Values[0], t.Number % 7] }).ToList();

        // when
        var html = new TuningReport(search, trials).ToHtml(TestContext.Current.CancellationToken);

        // then
        Assert.Contains("Pareto front<", html, StringComparison.Ordinal);
        Assert.Contains("Best train:loss", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SaveAsync_GivenFolderThatIsMissing_MakesItAndLeavesNoOtherFile()
    {
        // given
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Root, "reports", "digits.html");

        // when
        await new TuningReport(SampleSearch.Definition, SampleSearch.Trials(10)).SaveAsync(path, cancellationToken: TestContext.Current.CancellationToken);
        await new TuningReport(SampleSearch.Definition, SampleSearch.Trials(12)).SaveAsync(path, cancellationToken: TestContext.Current.CancellationToken);

        // then
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        Assert.StartsWith("<!DOCTYPE html>", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
