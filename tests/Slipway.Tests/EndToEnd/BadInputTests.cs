using System.Globalization;

namespace Slipway.Tests.EndToEnd;

/// <summary>Bad input through the front door: a specific error that says where, and nothing left that looks complete.</summary>
public class BadInputTests
{
    private static readonly string Good = "x,y,label\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i % 7},{i % 5},{(i % 2 == 0 ? "a" : "b")}\n"));

    [Fact]
    public async Task FitAsync_GivenMissingFile_NamesTheFullPath() =>
        Assert.Contains(Path.GetFullPath("nowhere.csv"), (await FailAsync("nowhere.csv", null)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("x,y,label\n", "no rows")]
    public async Task FitAsync_GivenNothingToLearnFrom_SaysSo(string content, string expected) =>
        Assert.Contains(expected, (await FailAsync("bad.csv", content)).Message, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task FitAsync_GivenRaggedRow_NamesLineAndCounts()
    {
        var error = await FailAsync("bad.csv", Good + "1,2\n");

        Assert.Equal(42, error.Line);
        Assert.Contains("3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitAsync_GivenTextInANumberColumn_NamesLineColumnAndValue()
    {
        var many = Good + string.Concat(Enumerable.Repeat("1,2,a\n", 2000)) + "1,x2,b\n";

        var error = await FailAsync("bad.csv", many);

        Assert.Equal((2042L, "y", "x2"), (error.Line, error.Column, error.Value));
        Assert.NotNull(error.Remedy);
    }

    [Fact]
    public async Task FitAsync_GivenAbsentLabel_ListsTheColumns()
    {
        var error = await FailAsync("bad.csv", Good, label: "lable");

        Assert.Contains("lable", error.Message, StringComparison.Ordinal);
        Assert.Contains("label", error.Message.Replace("lable", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitAsync_GivenOneClassOnly_NamesIt()
    {
        var error = await FailAsync("bad.csv", "x,label\n" + string.Concat(Enumerable.Repeat("1,a\n2,a\n", 9)));

        Assert.Contains("'a'", error.Message, StringComparison.Ordinal);
        Assert.Equal("label", error.Column);
    }

    [Fact]
    public async Task FitAsync_GivenInfinity_NamesLineAndColumn()
    {
        var error = await FailAsync("bad.csv", Good + "1,inf,a\n");

        Assert.Equal((42L, "y"), (error.Line, error.Column));
    }

    [Fact]
    public async Task FitAsync_GivenMissingLabelInARow_SaysWhichRow()
    {
        var error = await FailAsync("bad.csv", Good + "1,2,\n");

        Assert.Equal("label", error.Column);
        Assert.Contains("row 41", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitAsync_GivenDuplicateColumns_NamesBoth() =>
        Assert.Contains("x", (await FailAsync("bad.csv", "x,x,label\n1,2,a\n3,4,b\n")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task FitAsync_GivenLineOfAHundredMegabytes_RefusesItInBoundedMemory()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("long.csv");
        await using (var writer = new StreamWriter(file))
        {
            await writer.WriteAsync(Good);
            await writer.WriteAsync("1,\"");
            var piece = new string('z', 1 << 20);
            for (var i = 0; i < 100; i++)
            {
                await writer.WriteAsync(piece);
            }

            await writer.WriteAsync("\",a\n");
        }

        var error = await FailAsync(file, null);

        Assert.Equal(42, error.Line);
        Assert.Contains("MaxRecordBytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitAsync_GivenAllMissingColumn_LeavesItOutAndWarns()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("missing.csv");
        await File.WriteAllTextAsync(
            file, "x,empty,label\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i % 7},,{(i % 7 > 3 ? "a" : "b")}\n")), TestContext.Current.CancellationToken);
        await using var job = await Estimator.For(new LinearClassifier()).WithOutput(folder.Root)
            .StartAsync(DataChannel.FromCsv(file).WithLabel("label"), cancellationToken: TestContext.Current.CancellationToken);

        using var model = await job.Completion;

        Assert.Equal(["x"], model.Features!.Inputs.Select(i => i.Name));
        Assert.Contains("'empty' has only missing values", await File.ReadAllTextAsync(Path.Combine(job.JobDirectory, "training.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EvaluateAsync_GivenColumnOfAnotherType_NamesIt()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("good.csv"), Good, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("other.csv"), "x,y,label\nred,1,a\nblue,2,b\n", TestContext.Current.CancellationToken);
        using var model = await Estimator.For(new LinearClassifier()).WithOutput(folder.Root)
            .FitAsync(DataChannel.FromCsv(folder.File("good.csv")).WithLabel("label"), cancellationToken: TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<DataFormatException>(async () => await model.EvaluateAsync(
            DataChannel.FromCsv(folder.File("other.csv")).WithLabel("label"), cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("x", error.Column);
    }

    [Fact]
    public async Task EvaluateAsync_GivenUnknownClass_NamesItAndTheKnownOnes()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("good.csv"), Good, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("other.csv"), "x,y,label\n1,1,a\n2,2,c\n", TestContext.Current.CancellationToken);
        using var model = await Estimator.For(new LinearClassifier()).WithOutput(folder.Root)
            .FitAsync(DataChannel.FromCsv(folder.File("good.csv")).WithLabel("label"), cancellationToken: TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<DataFormatException>(async () => await model.EvaluateAsync(
            DataChannel.FromCsv(folder.File("other.csv")).WithLabel("label"), cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("c", error.Value);
    }

    private static async Task<DataFormatException> FailAsync(string name, string? content, string label = "label")
    {
        using var folder = new TemporaryFolder();
        var file = content is null ? name : folder.File(name);
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        }

        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => Estimator.For(new LinearClassifier())
            .WithOutput(folder.File("jobs")).WithJobName("bad").FitAsync(DataChannel.FromCsv(file).WithLabel(label), cancellationToken: TestContext.Current.CancellationToken));

        Assert.False(File.Exists(folder.File("jobs/bad/output/model.tar.gz")));
        Assert.True(File.Exists(folder.File("jobs/bad/output/failure")));
        Assert.Contains("\"failed\"", await File.ReadAllTextAsync(folder.File("jobs/bad/status.json"), TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
        var cause = Assert.IsType<DataFormatException>(error.InnerException);
        Assert.Contains(cause.Message, error.Message, StringComparison.Ordinal);
        Assert.True(cause.Line is null or > 0, string.Create(CultureInfo.InvariantCulture, $"{cause.Line}"));
        return cause;
    }
}
