using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Slipway.Jobs;

/// <summary>Names of jobs: SageMaker's pattern, unique without coordination.</summary>
internal static partial class JobName
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary><c>mlp-classifier-20261124-104500-x7qk</c>.</summary>
    public static string Create(string algorithmId, DateTimeOffset now)
    {
        var dot = algorithmId.LastIndexOf('.');
        var stem = Unwanted().Replace(algorithmId[(dot + 1)..], "-").Trim('-');
        stem = stem.Length == 0 ? "job" : stem[..Math.Min(stem.Length, 40)].Trim('-');
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{stem}-{now.UtcDateTime:yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetString(Alphabet, 4)}");
    }

    /// <summary>What is wrong with a name by SageMaker's pattern, as a sentence; null when nothing is.</summary>
    public static string? Problem(string name) => Pattern().IsMatch(name)
        ? null
        : $"WithJobName is '{name}'; allowed: 1 to 63 letters, digits and hyphens, beginning and ending with a letter or digit.";

    [GeneratedRegex("^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();

    [GeneratedRegex("[^a-zA-Z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Unwanted();
}
