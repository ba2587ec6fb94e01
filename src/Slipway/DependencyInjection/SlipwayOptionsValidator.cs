using System.Globalization;
using Microsoft.Extensions.Options;

namespace Slipway;

internal sealed class SlipwayOptionsValidator : IValidateOptions<SlipwayOptions>
{
    public ValidateOptionsResult Validate(string? name, SlipwayOptions options) =>
        options.ModelLoadTimeoutSeconds is > 0 and <= 86_400
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(string.Create(
                CultureInfo.InvariantCulture,
                $"SlipwayOptions.ModelLoadTimeoutSeconds is {options.ModelLoadTimeoutSeconds}; allowed: greater than 0 and at most 86400 (a day)."));
}
