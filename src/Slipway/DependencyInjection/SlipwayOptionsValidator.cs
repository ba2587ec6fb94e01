using System.Globalization;
using Microsoft.Extensions.Options;

namespace Slipway;

internal sealed class SlipwayOptionsValidator : IValidateOptions<SlipwayOptions>
{
    public ValidateOptionsResult Validate(string? name, SlipwayOptions options) =>
        options.ModelLoadTimeoutSeconds > 0 && double.IsFinite(options.ModelLoadTimeoutSeconds)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(string.Create(
                CultureInfo.InvariantCulture,
                $"SlipwayOptions.ModelLoadTimeoutSeconds is {options.ModelLoadTimeoutSeconds}; allowed: a finite number greater than 0."));
}
