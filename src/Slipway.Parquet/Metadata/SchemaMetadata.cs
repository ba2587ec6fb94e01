namespace Slipway.Data;

/// <summary>Reads the nodes of a schema.</summary>
internal static class SchemaMetadata
{
    public static SchemaElement ReadElement(ref ThriftReader thrift)
    {
        var element = new SchemaElement("");
        var older = LogicalType.None;
        var newer = LogicalType.None;
        var id = 0;
        while (thrift.NextField(ref id, out var type))
        {
            switch (id, type)
            {
                case (1, ThriftType.Int32):
                    var stored = thrift.ReadInt32();
                    element = element with
                    {
                        Type = stored is >= 0 and <= 7 ? (PhysicalType)stored
                            : throw new InvalidDataException($"The schema has a column of the unknown type {stored}."),
                    };
                    break;
                case (2, ThriftType.Int32):
                    element = element with { TypeLength = thrift.ReadInt32() };
                    break;
                case (3, ThriftType.Int32):
                    element = element with { Repetition = thrift.ReadInt32() };
                    break;
                case (4, ThriftType.Binary):
                    element = element with { Name = thrift.ReadText() };
                    break;
                case (5, ThriftType.Int32):
                    element = element with { Children = thrift.ReadInt32() };
                    break;
                case (6, ThriftType.Int32):
                    older = Converted(thrift.ReadInt32());
                    break;
                case (7, ThriftType.Int32):
                    element = element with { Scale = thrift.ReadInt32() };
                    break;
                case (10, ThriftType.Struct):
                    newer = ReadLogical(ref thrift, ref element);
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        }

        element = element with { Logical = newer != LogicalType.None ? newer : older };
        return element.Repetition is >= 0 and <= 2 && element.Children >= 0 && element.Scale is >= 0 and <= 1000
            && element.TypeLength is >= 0 and <= 1 << 24
            ? element
            : throw new InvalidDataException($"The schema's node '{element.Name}' has a repetition, length, scale or child count out of range.");
    }

    private static LogicalType Converted(int type) => type switch
    {
        0 or 4 or 19 => LogicalType.Text,
        1 or 2 => LogicalType.Map,
        3 => LogicalType.List,
        5 => LogicalType.Decimal,
        6 => LogicalType.Date,
        7 => LogicalType.TimeMilliseconds,
        8 => LogicalType.TimeMicroseconds,
        9 => LogicalType.TimestampMilliseconds,
        10 => LogicalType.TimestampMicroseconds,
        11 => LogicalType.UInt8,
        12 => LogicalType.UInt16,
        13 => LogicalType.UInt32,
        14 => LogicalType.UInt64,
        15 => LogicalType.Int8,
        16 => LogicalType.Int16,
        17 => LogicalType.Int32,
        18 => LogicalType.Int64,
        _ => LogicalType.Other,
    };

    // A union: a struct with one field, whose id says which.
    private static LogicalType ReadLogical(ref ThriftReader thrift, ref SchemaElement element)
    {
        var logical = LogicalType.None;
        var id = 0;
        while (thrift.NextField(ref id, out var type))
        {
            if (type != ThriftType.Struct)
            {
                thrift.Skip(type);
                continue;
            }

            logical = id switch
            {
                1 or 4 or 12 => LogicalType.Text,
                2 => LogicalType.Map,
                3 => LogicalType.List,
                5 => LogicalType.Decimal,
                6 => LogicalType.Date,
                11 => LogicalType.Null,
                14 => LogicalType.Uuid,
                15 => LogicalType.Float16,
                _ => LogicalType.Other,
            };
            switch (id)
            {
                case 5:
                    ReadDecimal(ref thrift, ref element);
                    break;
                case 7:
                    logical = ReadUnit(ref thrift) is var time and not 0 ? LogicalType.TimeMilliseconds + time - 1 : LogicalType.Other;
                    break;
                case 8:
                    logical = ReadUnit(ref thrift) is var stamp and not 0 ? LogicalType.TimestampMilliseconds + stamp - 1 : LogicalType.Other;
                    break;
                case 10:
                    logical = ReadInteger(ref thrift);
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        }

        return logical;
    }

    private static void ReadDecimal(ref ThriftReader thrift, ref SchemaElement element)
    {
        var id = 0;
        while (thrift.NextField(ref id, out var type))
        {
            if (id == 1 && type == ThriftType.Int32)
            {
                element = element with { Scale = thrift.ReadInt32() };
            }
            else
            {
                thrift.Skip(type);
            }
        }
    }

    // 1 milliseconds, 2 microseconds, 3 nanoseconds, 0 something newer.
    private static int ReadUnit(ref ThriftReader thrift)
    {
        var unit = 0;
        var id = 0;
        while (thrift.NextField(ref id, out var type))
        {
            if (id != 2 || type != ThriftType.Struct)
            {
                thrift.Skip(type);
                continue;
            }

            var which = 0;
            while (thrift.NextField(ref which, out var inner))
            {
                unit = which is >= 1 and <= 3 ? which : 0;
                thrift.Skip(inner);
            }
        }

        return unit;
    }

    private static LogicalType ReadInteger(ref ThriftReader thrift)
    {
        var (bits, signed) = (0, true);
        var id = 0;
        while (thrift.NextField(ref id, out var type))
        {
            switch (id, type)
            {
                case (1, ThriftType.Byte):
                    bits = thrift.ReadByte();
                    break;
                case (2, ThriftType.True or ThriftType.False):
                    signed = type == ThriftType.True;
                    break;
                default:
                    thrift.Skip(type);
                    break;
            }
        }

        return (bits, signed) switch
        {
            (8, true) => LogicalType.Int8,
            (16, true) => LogicalType.Int16,
            (32, true) => LogicalType.Int32,
            (64, true) => LogicalType.Int64,
            (8, false) => LogicalType.UInt8,
            (16, false) => LogicalType.UInt16,
            (32, false) => LogicalType.UInt32,
            (64, false) => LogicalType.UInt64,
            _ => LogicalType.Other,
        };
    }
}
