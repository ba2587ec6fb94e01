namespace Slipway.Data;

/// <summary>How an image of another size is fitted.</summary>
/// <remarks>
/// All scale by the triangle filter whose support grows with the reduction ("antialiased bilinear"), in 22-bit fixed point, along rows
/// first and then
/// along columns: the results of Pillow's <c>Image.resize(size, Resampling.BILINEAR)</c>, bit by bit, on every machine.
/// </remarks>
public enum ImageResize
{
    /// <summary>Width and height are scaled each for itself; proportions are lost.</summary>
    Stretch,

    /// <summary>
    /// Scaled so that it covers the target, then cut to it, as much on either side (half a pixel less at the top and left). Sizes are
    /// rounded to the nearest pixel, halves up.
    /// </summary>
    Crop,

    /// <summary>Scaled so that it fits into the target, the rest black on either side. Rounded as for <see cref="Crop"/>.</summary>
    Pad,
}
