using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Slipway.Data;

namespace Slipway.Docs.Tests.Snippets;

#region own-format
/// <summary>Two numbers of eight characters and a text to the end of the line.</summary>
public sealed record FixedWidthFormat : DataFormat
{
    protected override string DisplayName => "fixed width";

    protected override IReadOnlyList<string> Extensions => [".fixed"];

    public override Schema Infer(FormatSource source) => new(
        [new("alcohol", DoubleType.Default, false), new("proline", DoubleType.Default, false), new("class", StringType.Default, true)], null);

    public override BatchReader Open(FormatSource source, Schema schema) => new FixedWidthReader(source, schema);

    public override BatchWriter CreateWriter(Stream stream, Schema schema) => new FixedWidthWriter(stream);
}
#endregion

#region own-format-reader
internal sealed class FixedWidthReader(FormatSource source, Schema schema) : BatchReader
{
    private readonly StreamReader _lines = new(source.OpenRead());   // unpacks gzip; damage in it is an error of its own
    private long _line;

    public override Schema Schema => schema;

    public override RecordBatch? Read()
    {
        var (alcohol, proline, label) = (new DoubleArray.Builder(), new DoubleArray.Builder(), new StringArray.Builder());
        while (alcohol.Length < source.BatchRows && _lines.ReadLine() is { } line)
        {
            _line++;
            alcohol.Append(Number(line, 0, "alcohol"));
            proline.Append(Number(line, 8, "proline"));
            label.Append(line[16..].Trim());
        }

        return alcohol.Length == 0 ? null : new RecordBatch(schema, [alcohol.Build(), proline.Build(), label.Build()], alcohol.Length);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _lines.Dispose();
        }

        base.Dispose(disposing);
    }

    private double Number(string line, int start, string column) =>
        line.Length >= 16 && double.TryParse(line.AsSpan(start, 8), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new DataFormatException("the value is not a number", source.Name, _line, column, line, "a number in 8 characters");
}
#endregion

#region own-format-writer
internal sealed class FixedWidthWriter(Stream stream) : BatchWriter
{
    public override void Write(RecordBatch batch)
    {
        var (alcohol, proline, label) = ((DoubleArray)batch.Column(0), (DoubleArray)batch.Column(1), (StringArray)batch.Column(2));
        for (var row = 0; row < batch.Length; row++)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{alcohol.Values[row],8}{proline.Values[row],8}{label.GetString(row)}\n");
            stream.Write(Encoding.UTF8.GetBytes(line));
        }
    }

    public override void Complete()
    {
        // Nothing ends such a file, and nothing is buffered.
    }
}
#endregion
