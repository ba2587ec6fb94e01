using System.IO.Compression;
using System.Text;
using Apache.Arrow;
using Slipway.Data;

namespace Slipway.Tests.Data.Formats;

/// <summary>All rows of a file, as plain values: what the tests compare.</summary>
internal sealed record Table(Schema Schema, IReadOnlyList<object?[]> Rows, IReadOnlyList<int> BatchSizes)
{
    public string[] Names => [.. Schema.FieldsList.Select(f => f.Name)];

    public object?[] this[string column] => [.. Rows.Select(r => r[Schema.GetFieldIndex(column)])];

    public static FormatSource Source(byte[] content, string name = "test.csv") =>
        new(name, () => new MemoryStream(content, writable: false));

    public static FormatSource Source(string content, string name = "test.csv") => Source(Encoding.UTF8.GetBytes(content), name);

    public static byte[] Gzip(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    public static Table Read(DataFormat format, string content) => Read(format, Source(content));

    public static Table Read(DataFormat format, FormatSource source) => Read(format, source, format.Infer(source));

    public static Table Read(DataFormat format, FormatSource source, Schema schema)
    {
        using var reader = format.Open(source, schema);
        var rows = new List<object?[]>();
        var sizes = new List<int>();
        while (reader.Read() is { } batch)
        {
            using (batch)
            {
                Assert.InRange(batch.Length, 1, source.BatchRows);
                sizes.Add(batch.Length);
                for (var r = 0; r < batch.Length; r++)
                {
                    rows.Add([.. Enumerable.Range(0, batch.ColumnCount).Select(c => Value(batch.Column(c), r))]);
                }
            }
        }

        return new Table(reader.Schema, rows, sizes);
    }

    private static object? Value(IArrowArray array, int row) => array switch
    {
        DoubleArray a => a.GetValue(row),
        FloatArray a => a.GetValue(row),
        Int64Array a => a.GetValue(row),
        Int32Array a => a.GetValue(row),
        Int16Array a => a.GetValue(row),
        Int8Array a => a.GetValue(row),
        UInt8Array a => a.GetValue(row),
        UInt16Array a => a.GetValue(row),
        UInt32Array a => a.GetValue(row),
        UInt64Array a => a.GetValue(row),
        BooleanArray a => a.GetValue(row),
        StringArray a => a.GetString(row),
        Apache.Arrow.BinaryArray a => a.IsNull(row) ? null : a.GetBytes(row).ToArray(),
        ListArray a => a.IsNull(row) ? null : Values(a.GetSlicedValues(row)),
        FixedSizeListArray a => a.IsNull(row) ? null : Values(a.GetSlicedValues(row)),
        StructArray a => a.Fields.Select(f => Value(f, row)).ToArray(),
        _ => throw new NotSupportedException(array.GetType().Name),
    };

    private static object?[] Values(IArrowArray array) => [.. Enumerable.Range(0, array.Length).Select(i => Value(array, i))];
}
