namespace Slipway.Data;

/// <summary>
/// Turns an encoded image (PNG, JPEG, ...) into pixels. The package <c>Slipway.Images</c> has one: <c>services.AddImages()</c>; another is
/// added by <see cref="SlipwayServices.WithImageDecoder"/>.
/// </summary>
/// <remarks>
/// Thread-safe. The same bytes give the same pixels each time. Sizes are checked by the caller between the two calls, so that a small file
/// that claims to be a large picture costs nothing. Gray values, resizing and cropping are the caller's too, so they are the same whatever
/// the decoder.
/// </remarks>
public interface IImageDecoder
{
    /// <summary>Reads the size from the image's header.</summary>
    /// <param name="encoded">The whole encoded image; hostile bytes are to be expected.</param>
    /// <exception cref="InvalidDataException">It is no image, or of a kind that is not known; the message says what is wrong.</exception>
    ImageSize ReadSize(ReadOnlySpan<byte> encoded);

    /// <summary>Decodes the image (of an animation, the first picture).</summary>
    /// <param name="encoded">As for <see cref="ReadSize"/>.</param>
    /// <param name="rgb">
    /// Gets 8-bit red, green and blue of each pixel, row by row from the top left, <c>[height x width x 3]</c> of the size that
    /// <see cref="ReadSize"/> gave. No colour management, no rotation by EXIF; a gray image has three equal values, and transparency is
    /// left
    /// out.
    /// </param>
    /// <exception cref="InvalidDataException">The image is damaged or incomplete.</exception>
    void Decode(ReadOnlySpan<byte> encoded, Span<byte> rgb);
}
