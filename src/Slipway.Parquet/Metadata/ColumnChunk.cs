namespace Slipway.Data;

/// <summary>Where the pages of one column of one row group are.</summary>
internal sealed record ColumnChunk
{
    public PhysicalType Type { get; init; }

    public int Codec { get; init; }

    /// <summary>Values, those that are missing included; of a list its items.</summary>
    public long Values { get; init; }

    /// <summary>First byte of the first page.</summary>
    public long Offset { get; init; }

    /// <summary>Bytes of all pages with their headers.</summary>
    public long Length { get; init; }

    /// <summary>Bytes of all pages before compression.</summary>
    public long UncompressedLength { get; init; }

    public ColumnStatistics? Statistics { get; init; }

    /// <summary>Another file that holds the pages; such files are refused.</summary>
    public string? OtherFile { get; init; }

    public bool IsEncrypted { get; init; }
}
