using Microsoft.Extensions.DependencyInjection.Extensions;
using Slipway.Data;
using Slipway.Images;

namespace Slipway;

/// <summary>Adds the decoding of images to Slipway.</summary>
public static class SlipwayImagesExtensions
{
    /// <summary>
    /// Decodes PNG, JPEG, WebP, BMP and GIF images (of an animation, the first picture) for <see cref="DataChannel.WithDecodedImages"/>.
    /// </summary>
    /// <param name="services">The services to add to.</param>
    /// <returns>Services with the decoder.</returns>
    public static SlipwayServices AddImages(this SlipwayServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.WithImageDecoder(new SkiaImageDecoder());
    }

    /// <summary>As <see cref="AddImages(SlipwayServices)"/>, for every channel of the application; a decoder that was registered before
    /// stays.</summary>
    /// <param name="builder">The builder.</param>
    public static ISlipwayBuilder AddImages(this ISlipwayBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<IImageDecoder, SkiaImageDecoder>();
        return builder;
    }
}
