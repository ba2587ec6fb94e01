using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Tests.Data.Writing;

/// <summary>Writes and reads rows in memory, and compares them by value.</summary>
internal static class WrittenRows
{
    public static byte[] Write(DataFormat format, Schema schema, params RecordBatch[] batches)
    {
        using var file = new MemoryStream();
        using (var writer = format.CreateWriter(file, schema))
        {
            foreach (var batch in batches)
            {
                writer.Write(batch);
            }

            writer.Complete();
        }

        return file.ToArray();
    }

    /// <summary>The rows, each as one text; missing is <c>-</c>.</summary>
    public static List<string> Read(DataFormat format, byte[] bytes, Schema? schema = null)
    {
        var source = new FormatSource("memory", () => new MemoryStream(bytes)) { OpenSeekableStream = () => new MemoryStream(bytes) };
        using var reader = format.Open(source, schema ?? format.Infer(source));
        return All(reader);
    }

    public static List<string> All(BatchReader reader)
    {
        var rows = new List<string>();
        while (reader.Read() is { } batch)
        {
            using (batch)
            {
                rows.AddRange(Of(batch));
            }
        }

        return rows;
    }

    public static IEnumerable<string> Of(RecordBatch batch) =>
        Enumerable.Range(0, batch.Length).Select(row => string.Join('|', batch.Arrays.Select(a => Value(a, row)))).ToList();

    private static string Value(IArrowArray array, int row) => array switch
    {
        _ when array.IsNull(row) => "-",
        DoubleArray a => double.IsNaN(a.Values[row]) ? "-" : a.Values[row].ToString("R", CultureInfo.InvariantCulture),
        FloatArray a => float.IsNaN(a.Values[row]) ? "-" : a.Values[row].ToString("R", CultureInfo.InvariantCulture),
        Int32Array a => a.Values[row].ToString(CultureInfo.InvariantCulture),
        Int64Array a => a.Values[row].ToString(CultureInfo.InvariantCulture),
        BooleanArray a => a.GetValue(row).ToString()!,
        StringArray a => $"'{a.GetString(row)}'",
        FixedSizeListArray a => Items(a.Values, (a.Offset + row) * ((FixedSizeListType)a.Data.DataType).ListSize, ((FixedSizeListType)a.Data.DataType).ListSize),
        ListArray a => Items(a.Values, a.ValueOffsets[row], a.ValueOffsets[row + 1] - a.ValueOffsets[row]),
        StructArray a => string.Join('/', a.Fields.Select(f => Value(f, row))),
        _ => throw new NotSupportedException(array.Data.DataType.Name),
    };

    private static string Items(IArrowArray items, int start, int count) =>
        string.Join(' ', Enumerable.Range(start, count).Select(i => Value(items, i)));
}
