using Microsoft.Extensions.DependencyInjection;

namespace Slipway;

/// <summary>Adds more to Slipway in an application's services. Other packages extend it (<c>AddS3()</c>, ...).</summary>
public interface ISlipwayBuilder
{
    /// <summary>The application's services.</summary>
    IServiceCollection Services { get; }
}
