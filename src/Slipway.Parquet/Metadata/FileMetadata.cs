namespace Slipway.Data;

/// <summary>A file's footer.</summary>
/// <param name="Schema">The nodes of the schema, depth first; the first is the root.</param>
/// <param name="RowGroups">The row groups.</param>
internal sealed record FileMetadata(IReadOnlyList<SchemaElement> Schema, IReadOnlyList<RowGroup> RowGroups)
{
    /// <summary>Reads a footer.</summary>
    /// <param name="footer">Its bytes.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static FileMetadata Read(ReadOnlySpan<byte> footer)
    {
        var thrift = new ThriftReader(footer);
        List<SchemaElement> schema = [];
        List<RowGroup> groups = [];
        var rows = 0L;
        var encrypted = false;
        var id = 0;
        while (thrift.NextField(ref id, out var type))
        {
            switch (id, type)
            {
                case (2, ThriftType.List):
                    for (var left = thrift.ReadList(ThriftType.Struct); left > 0; left--)
                    {
                        schema.Add(SchemaMetadata.ReadElement(ref thrift));
                    }

                    break;
                case (3, ThriftType.Int64):
                    rows = thrift.ReadInt64();
                    break;
                case (4, ThriftType.List):
                    for (var left = thrift.ReadList(ThriftType.Struct); left > 0; left--)
                    {
                        groups.Add(ChunkMetadata.ReadRowGroup(ref thrift));
                    }

                    break;
                case (8, ThriftType.Struct):
                    encrypted = true;
                    thrift.Skip(type);
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        }

        if (encrypted)
        {
            throw new InvalidDataException("The file is encrypted, which is not supported.");
        }

        if (groups.Any(g => g.Rows < 0) || groups.Aggregate((UInt128)0, (sum, g) => sum + (ulong)g.Rows) != (UInt128)(ulong)rows)
        {
            throw new InvalidDataException($"The footer states {rows} rows, but its row groups have another number.");
        }

        return new FileMetadata(schema, groups);
    }
}
