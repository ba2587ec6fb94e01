namespace Slipway.Data;

/// <summary>The buffers of one column, kept from one row group to the next: fresh ones cost a page fault for each 4 KiB.</summary>
internal sealed class PageMemory
{
    /// <summary>What was read of the file.</summary>
    public byte[] Window { get; set; } = [];

    /// <summary>The page at hand, unpacked.</summary>
    public byte[] Unpacked { get; set; } = [];
}
