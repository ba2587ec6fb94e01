namespace Slipway.Data;

/// <summary>Tells encoded images by their first bytes.</summary>
internal static class ImageSignature
{
    /// <summary>The usual ending of the file name (<c>.png</c>), or null when the bytes begin like no known image.</summary>
    public static string? Of(ReadOnlySpan<byte> encoded) =>
        encoded.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) ? ".png"
        : encoded.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? ".jpg"
        : encoded.StartsWith("RIFF"u8) && encoded.Length >= 12 && encoded[8..12].SequenceEqual("WEBP"u8) ? ".webp"
        : encoded.StartsWith("GIF87a"u8) || encoded.StartsWith("GIF89a"u8) ? ".gif"
        : encoded.StartsWith("BM"u8) ? ".bmp"
        : null;
}
