namespace Slipway.Data;

/// <summary>How the pages of a Parquet file are compressed.</summary>
public enum ParquetCompression
{
    /// <summary>Fast, and read by everything; numbers of measurements gain little.</summary>
    Snappy,

    /// <summary>Not at all.</summary>
    None,

    /// <summary>Smaller than Snappy, slower to write and read.</summary>
    Gzip,

    /// <summary>Smaller than Snappy at a moderate cost.</summary>
    Zstd,

    /// <summary>LZ4 blocks without frames (<c>LZ4_RAW</c>): as Snappy, and faster to read.</summary>
    Lz4,
}
