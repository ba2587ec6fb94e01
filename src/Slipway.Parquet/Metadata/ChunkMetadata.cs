namespace Slipway.Data;

/// <summary>Reads row groups and their column chunks.</summary>
internal static class ChunkMetadata
{
    public static RowGroup ReadRowGroup(ref ThriftReader thrift)
    {
        List<ColumnChunk> columns = [];
        var rows = 0L;
        var id = 0;
        while (thrift.NextField(ref id, out var type))
        {
            switch (id, type)
            {
                case (1, ThriftType.List):
                    for (var left = thrift.ReadList(ThriftType.Struct); left > 0; left--)
                    {
                        columns.Add(ReadChunk(ref thrift));
                    }

                    break;
                case (3, ThriftType.Int64):
                    rows = thrift.ReadInt64();
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        }

        return new RowGroup(columns, rows);
    }

    private static ColumnChunk ReadChunk(ref ThriftReader thrift)
    {
        var chunk = new ColumnChunk();
        var id = 0;
        while (thrift.NextField(ref id, out var type))
        {
            switch (id, type)
            {
                case (1, ThriftType.Binary):
                    chunk = chunk with { OtherFile = thrift.ReadText() };
                    break;
                case (3, ThriftType.Struct):
                    chunk = ReadColumn(ref thrift, chunk);
                    break;
                case (8 or 9, _):
                    chunk = chunk with { IsEncrypted = true };
                    thrift.Skip(type);
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        }

        return chunk;
    }

    private static ColumnChunk ReadColumn(ref ThriftReader thrift, ColumnChunk chunk)
    {
        long? dictionary = null;
        var id = 0;
        while (thrift.NextField(ref id, out var type))
        {
            switch (id, type)
            {
                case (1, ThriftType.Int32):
                    chunk = chunk with { Type = (PhysicalType)thrift.ReadInt32() };
                    break;
                case (4, ThriftType.Int32):
                    chunk = chunk with { Codec = thrift.ReadInt32() };
                    break;
                case (5, ThriftType.Int64):
                    chunk = chunk with { Values = thrift.ReadInt64() };
                    break;
                case (6, ThriftType.Int64):
                    chunk = chunk with { UncompressedLength = thrift.ReadInt64() };
                    break;
                case (7, ThriftType.Int64):
                    chunk = chunk with { Length = thrift.ReadInt64() };
                    break;
                case (9, ThriftType.Int64):
                    chunk = chunk with { Offset = thrift.ReadInt64() };
                    break;
                case (11, ThriftType.Int64):
                    dictionary = thrift.ReadInt64();
                    break;
                case (12, ThriftType.Struct):
                    chunk = chunk with { Statistics = ReadStatistics(ref thrift) };
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        }

        // Some writers state 0 for "no dictionary".
        return dictionary is > 0 && dictionary < chunk.Offset ? chunk with { Offset = dictionary.Value } : chunk;
    }

    // Only the newer bounds (5, 6): the older ones (1, 2) were compared as signed bytes by some writers.
    private static ColumnStatistics ReadStatistics(ref ThriftReader thrift)
    {
        byte[]? min = null, max = null;
        long? nulls = null;
        var id = 0;
        while (thrift.NextField(ref id, out var type))
        {
            switch (id, type)
            {
                case (3, ThriftType.Int64):
                    nulls = thrift.ReadInt64();
                    break;
                case (5, ThriftType.Binary):
                    max = thrift.ReadBinary().ToArray();
                    break;
                case (6, ThriftType.Binary):
                    min = thrift.ReadBinary().ToArray();
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        }

        return new ColumnStatistics(min, max, nulls);
    }
}
