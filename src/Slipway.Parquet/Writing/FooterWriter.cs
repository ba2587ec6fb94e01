namespace Slipway.Data;

/// <summary>Writes a file's footer.</summary>
internal static class FooterWriter
{
    /// <summary>The footer's bytes.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="groups">Chunks and rows of each row group.</param>
    /// <param name="compression">How pages were compressed.</param>
    public static byte[] Write(
        IReadOnlyList<WrittenColumn> columns, IReadOnlyList<(WrittenChunk[] Chunks, long Rows)> groups, ParquetCompression compression)
    {
        var thrift = new ThriftWriter();
        thrift.Int32(1, 2);
        WriteSchema(thrift, columns);
        thrift.Int64(3, groups.Sum(g => g.Rows));
        thrift.List(4, ThriftType.Struct, groups.Count);
        foreach (var (chunks, rows) in groups)
        {
            thrift.BeginElement();
            thrift.List(1, ThriftType.Struct, chunks.Length);
            for (var i = 0; i < chunks.Length; i++)
            {
                WriteChunk(thrift, columns[i], chunks[i], PageCompression.CodeOf(compression));
            }

            thrift.Int64(2, chunks.Sum(c => c.Uncompressed));
            thrift.Int64(3, rows);
            thrift.End();
        }

        thrift.Text(6, "Slipway");

        // Bounds are ordered as the types say (TYPE_ORDER); without this, readers distrust them.
        thrift.List(7, ThriftType.Struct, columns.Count);
        foreach (var _ in columns)
        {
            thrift.BeginElement();
            thrift.Empty(1);
            thrift.End();
        }

        thrift.End();
        return thrift.Written.ToArray();
    }

    private static void WriteSchema(ThriftWriter thrift, IReadOnlyList<WrittenColumn> columns)
    {
        thrift.List(2, ThriftType.Struct, 1 + columns.Sum(c => c.IsList ? 3 : 1));
        thrift.BeginElement();
        thrift.Text(4, "schema");
        thrift.Int32(5, columns.Count);
        thrift.End();
        foreach (var column in columns)
        {
            if (column.IsList)
            {
                WriteGroup(thrift, 1, column.Name, isList: true);
                WriteGroup(thrift, 2, "list", isList: false);
            }

            thrift.BeginElement();
            thrift.Int32(1, (int)column.Type);
            thrift.Int32(3, column.IsList ? 0 : 1);
            thrift.Text(4, column.IsList ? "element" : column.Name);
            WriteLogical(thrift, column);
            thrift.End();
        }
    }

    private static void WriteGroup(ThriftWriter thrift, int repetition, string name, bool isList)
    {
        thrift.BeginElement();
        thrift.Int32(3, repetition);
        thrift.Text(4, name);
        thrift.Int32(5, 1);
        if (isList)
        {
            thrift.Int32(6, 3);
            thrift.Struct(10);
            thrift.Empty(3);
            thrift.End();
        }

        thrift.End();
    }

    // The older annotation too, where there is one: old readers know no other.
    private static void WriteLogical(ThriftWriter thrift, WrittenColumn column)
    {
        var older = column.Logical switch
        {
            LogicalType.Text => 0,
            LogicalType.Date => 6,
            LogicalType.TimestampMilliseconds when column.IsUtc => 9,
            LogicalType.TimestampMicroseconds when column.IsUtc => 10,
            LogicalType.UInt8 => 11,
            LogicalType.UInt16 => 12,
            LogicalType.UInt32 => 13,
            LogicalType.UInt64 => 14,
            LogicalType.Int8 => 15,
            LogicalType.Int16 => 16,
            _ => -1,
        };
        if (older >= 0)
        {
            thrift.Int32(6, older);
        }

        if (column.Logical == LogicalType.None)
        {
            return;
        }

        thrift.Struct(10);
        switch (column.Logical)
        {
            case LogicalType.Text:
                thrift.Empty(1);
                break;
            case LogicalType.Date:
                thrift.Empty(6);
                break;
            case LogicalType.TimestampMilliseconds or LogicalType.TimestampMicroseconds or LogicalType.TimestampNanoseconds:
                thrift.Struct(8);
                thrift.Boolean(1, column.IsUtc);
                thrift.Struct(2);
                thrift.Empty(1 + column.Logical - LogicalType.TimestampMilliseconds);
                thrift.End();
                thrift.End();
                break;
            default:
                thrift.Struct(10);
                thrift.Byte(1, column.Logical switch
                {
                    LogicalType.Int8 or LogicalType.UInt8 => 8,
                    LogicalType.Int16 or LogicalType.UInt16 => 16,
                    LogicalType.Int32 or LogicalType.UInt32 => 32,
                    _ => 64,
                });
                thrift.Boolean(2, !ParquetText.IsUnsigned(column.Logical));
                thrift.End();
                break;
        }

        thrift.End();
    }

    private static void WriteChunk(ThriftWriter thrift, WrittenColumn column, WrittenChunk chunk, int codec)
    {
        thrift.BeginElement();
        thrift.Int64(2, 0);
        thrift.Struct(3);
        thrift.Int32(1, (int)column.Type);
        thrift.List(2, ThriftType.Int32, chunk.Encodings.Count);
        foreach (var encoding in chunk.Encodings)
        {
            thrift.Element((int)encoding);
        }

        string[] path = column.IsList ? [column.Name, "list", "element"] : [column.Name];
        thrift.List(3, ThriftType.Binary, path.Length);
        foreach (var name in path)
        {
            thrift.Element(System.Text.Encoding.UTF8.GetBytes(name));
        }

        thrift.Int32(4, codec);
        thrift.Int64(5, chunk.Values);
        thrift.Int64(6, chunk.Uncompressed);
        thrift.Int64(7, chunk.Length);
        thrift.Int64(9, chunk.Data);
        if (chunk.Dictionary is { } dictionary)
        {
            thrift.Int64(11, dictionary);
        }

        thrift.Struct(12);
        thrift.Int64(3, chunk.Statistics.NullCount ?? 0);
        if (chunk.Statistics is { Min: { } min, Max: { } max })
        {
            thrift.Binary(5, max);
            thrift.Binary(6, min);
        }

        thrift.End();
        thrift.End();
        thrift.End();
    }
}
