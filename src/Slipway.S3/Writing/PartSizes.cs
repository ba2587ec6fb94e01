namespace Slipway.Storage;

/// <summary>
/// How large the parts of an upload are: as the options say, and twice as large after every 900, so that an upload of unknown size, whatever it comes to, needs
/// no more than S3's 10,000 parts.
/// </summary>
internal static class PartSizes
{
    /// <summary>S3's limit of parts.</summary>
    public const int MostParts = 10_000;

    /// <summary>S3's limit of one part, and of an object written by one request.</summary>
    public const long LargestPart = 5L << 30;

    private const int Generation = 900;

    /// <param name="partSize">Bytes of the first parts.</param>
    /// <param name="number">Number of the part, from 1.</param>
    public static long Of(int partSize, int number) => Math.Min(LargestPart, (long)partSize << Math.Min(30, (number - 1) / Generation));
}
