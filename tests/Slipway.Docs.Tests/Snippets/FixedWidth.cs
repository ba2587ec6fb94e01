using System.Globalization;
using Apache.Arrow;

namespace Slipway.Docs.Tests.Snippets;

#region own-format-reader
internal static class FixedWidth
{
    public static IEnumerable<RecordBatch> ReadBatches(string path, Schema schema)
    {
        foreach (var lines in File.ReadLines(path).Chunk(4096))
        {
            var alcohol = new DoubleArray.Builder();
            var proline = new DoubleArray.Builder();
            var label = new StringArray.Builder();
            foreach (var line in lines)
            {
                alcohol.Append(double.Parse(line.AsSpan(0, 8), NumberStyles.Float, CultureInfo.InvariantCulture));
                proline.Append(double.Parse(line.AsSpan(8, 8), NumberStyles.Float, CultureInfo.InvariantCulture));
                label.Append(line[16..].Trim());
            }

            using var batch = new RecordBatch(schema, [alcohol.Build(), proline.Build(), label.Build()], lines.Length);
            yield return batch;
        }
    }
}
#endregion
