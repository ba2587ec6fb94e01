using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.Data;
using Slipway.Storage;

namespace Slipway;

/// <summary>Slipway in an application's services.</summary>
public static class SlipwayServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="SlipwayServices"/> with the application's clock, loggers, object stores and data formats. What the application registered
    /// before stays.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the defaults.</param>
    public static ISlipwayBuilder AddSlipway(this IServiceCollection services, Action<SlipwayOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<SlipwayOptions>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SlipwayOptions>, SlipwayOptionsValidator>());
        services.TryAddSingleton(static provider =>
        {
            var built = SlipwayServices.Default;
            if (provider.GetService<TimeProvider>() is { } clock)
            {
                built = built.WithClock(clock);
            }

            if (provider.GetService<ILoggerFactory>() is { } loggers)
            {
                built = built.WithLoggers(loggers);
            }

            built = provider.GetServices<IObjectStore>().Aggregate(built, (s, store) => s.AddStore(store));
            built = provider.GetServices<DataFormat>().Aggregate(built, (s, format) => s.AddFormat(format));
            return provider.GetServices<SlipwayServicesChange>().Aggregate(built, (s, change) => change.Apply(s));
        });
        return new SlipwayBuilder(services);
    }

    /// <summary>Makes an algorithm known, so that models it trained can be loaded.</summary>
    /// <typeparam name="TAlgorithm">The algorithm.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ISlipwayBuilder AddAlgorithm<TAlgorithm>(this ISlipwayBuilder builder) where TAlgorithm : Algorithm, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(new SlipwayServicesChange(static s => s.AddAlgorithm<TAlgorithm>()));
        return builder;
    }

    /// <summary>
    /// Serves a trained model: <see cref="IPredictor{TInput, TOutput}"/> becomes injectable, keyed by name and, for the first model of its
    /// types, without a key. The model is loaded at the first prediction.
    /// </summary>
    /// <typeparam name="TInput">Input record.</typeparam>
    /// <typeparam name="TOutput">What to predict.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Name of the model.</param>
    /// <param name="uri">Artifact file, folder, or job directory.</param>
    public static ISlipwayBuilder AddModel<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicConstructors)] TInput, TOutput>(
        this ISlipwayBuilder builder, string name, string uri)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(uri);
        builder.Services.AddKeyedSingleton<IPredictor<TInput, TOutput>>(name, (provider, _) => new LoadedPredictor<TInput, TOutput>(
            name, uri, provider.GetRequiredService<SlipwayServices>(), provider.GetRequiredService<IOptions<SlipwayOptions>>().Value));
        builder.Services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IPredictor<TInput, TOutput>>(name));
        return builder;
    }

    private sealed record SlipwayBuilder(IServiceCollection Services) : ISlipwayBuilder;
}
