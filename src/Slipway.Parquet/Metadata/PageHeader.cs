namespace Slipway.Data;

/// <summary>What stands before a page.</summary>
internal struct PageHeader
{
    public const int Data = 0;
    public const int Dictionary = 2;
    public const int DataV2 = 3;

    public int Type;
    public int UncompressedSize;
    public int CompressedSize;
    public int? Crc;
    public int Values;
    public int Encoding;
    public int DefinitionEncoding;
    public int RepetitionEncoding;
    public int DefinitionBytes;
    public int RepetitionBytes;
    public bool IsCompressed;

    /// <summary>Reads a header.</summary>
    /// <param name="thrift">At its first byte.</param>
    public static PageHeader Read(ref ThriftReader thrift)
    {
        // Levels default to RLE (3), pages of version 2 to compressed.
        var header = new PageHeader { Type = -1, IsCompressed = true, DefinitionEncoding = 3, RepetitionEncoding = 3 };
        var id = 0;
        while (thrift.NextField(ref id, out var type))
        {
            switch (id, type)
            {
                case (1, ThriftType.Int32):
                    header.Type = thrift.ReadInt32();
                    break;
                case (2, ThriftType.Int32):
                    header.UncompressedSize = thrift.ReadInt32();
                    break;
                case (3, ThriftType.Int32):
                    header.CompressedSize = thrift.ReadInt32();
                    break;
                case (4, ThriftType.Int32):
                    header.Crc = thrift.ReadInt32();
                    break;
                case (5 or 7, ThriftType.Struct):
                    header.ReadVersion1(ref thrift);
                    break;
                case (8, ThriftType.Struct):
                    header.ReadVersion2(ref thrift);
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        }

        return header.Type >= 0 && header.UncompressedSize >= 0 && header.CompressedSize >= 0 && header.Values >= 0
            && header.DefinitionBytes >= 0 && header.RepetitionBytes >= 0
            ? header
            : throw new InvalidDataException("A page header has no type or a negative size.");
    }

    // The header of a dictionary page has the same first two fields.
    private void ReadVersion1(ref ThriftReader thrift)
    {
        var id = 0;
        while (thrift.NextField(ref id, out var type))
        {
            switch (id, type)
            {
                case (1, ThriftType.Int32):
                    Values = thrift.ReadInt32();
                    break;
                case (2, ThriftType.Int32):
                    Encoding = thrift.ReadInt32();
                    break;
                case (3, ThriftType.Int32):
                    DefinitionEncoding = thrift.ReadInt32();
                    break;
                case (4, ThriftType.Int32):
                    RepetitionEncoding = thrift.ReadInt32();
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        }
    }

    private void ReadVersion2(ref ThriftReader thrift)
    {
        var id = 0;
        while (thrift.NextField(ref id, out var type))
        {
            switch (id, type)
            {
                case (1, ThriftType.Int32):
                    Values = thrift.ReadInt32();
                    break;
                case (4, ThriftType.Int32):
                    Encoding = thrift.ReadInt32();
                    break;
                case (5, ThriftType.Int32):
                    DefinitionBytes = thrift.ReadInt32();
                    break;
                case (6, ThriftType.Int32):
                    RepetitionBytes = thrift.ReadInt32();
                    break;
                case (7, ThriftType.True or ThriftType.False):
                    IsCompressed = type == ThriftType.True;
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        }
    }
}
