using Slipway.Data;

namespace Slipway.Tests.Data.Formats;

public class DataFormatTests
{
    [Theory]
    [InlineData("a/wine.csv", typeof(CsvFormat))]
    [InlineData("WINE.CSV.GZ", typeof(CsvFormat))]
    [InlineData("a.tsv", typeof(CsvFormat))]
    [InlineData("a.libsvm", typeof(LibSvmFormat))]
    [InlineData("a.svm.gz", typeof(LibSvmFormat))]
    [InlineData("a.svmlight", typeof(LibSvmFormat))]
    [InlineData("a.jsonl", typeof(JsonLinesFormat))]
    [InlineData("a.ndjson.gz", typeof(JsonLinesFormat))]
    [InlineData("train-images-idx3-ubyte.gz", typeof(IdxFormat))]
    [InlineData("t10k-labels.idx1-ubyte", typeof(IdxFormat))]
    [InlineData("a.idx", typeof(IdxFormat))]
    [InlineData("a.npy", typeof(NpyFormat))]
    [InlineData("a.npz", typeof(NpzFormat))]
    [InlineData("a.pbr", typeof(RecordIoProtobufFormat))]
    [InlineData("a.rec.gz", typeof(RecordIoProtobufFormat))]
    [InlineData("a.recordio", typeof(RecordIoProtobufFormat))]
    [InlineData("train-000.tar", typeof(TarShardFormat))]
    [InlineData("train-000.tgz", typeof(TarShardFormat))]
    [InlineData("s3://bucket/a.npy?versionId=1", typeof(NpyFormat))]
    public void FromExtension_GivenKnownEnding_GivesTheFormat(string path, Type format) =>
        Assert.IsType(format, DataFormat.FromExtension(path));

    [Fact]
    public void FromExtension_GivenTsv_SplitsAtTabs() => Assert.Equal('\t', ((CsvFormat)DataFormat.FromExtension("x.tab")).Delimiter);

    [Theory]
    [InlineData("model.bin")]
    [InlineData("csv")]
    [InlineData("-ubyte")]
    [InlineData("a.gz")]
    [InlineData("")]
    public void FromExtension_GivenUnknownEnding_NamesThePathAndTheKnownOnes(string path)
    {
        var error = Assert.Throws<DataFormatException>(() => DataFormat.FromExtension(path));

        Assert.Equal(path, error.DataSource);
        Assert.Contains(".csv", error.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.csv", "b.csv")]
    [InlineData("a.jsonl", "b.jsonl.gz")]
    public void Equals_GivenTheSameDefaults_IsTrue(string one, string other) =>
        Assert.Equal(DataFormat.FromExtension(one), DataFormat.FromExtension(other));
}
