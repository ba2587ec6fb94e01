namespace Slipway.Data;

/// <summary>What a stored value means; the newer annotations and the older converted types alike.</summary>
internal enum LogicalType
{
    None,
    Text,
    Decimal,
    Date,
    TimeMilliseconds,
    TimeMicroseconds,
    TimeNanoseconds,
    TimestampMilliseconds,
    TimestampMicroseconds,
    TimestampNanoseconds,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Float16,
    Uuid,
    List,
    Map,
    Null,
    Other,
}
