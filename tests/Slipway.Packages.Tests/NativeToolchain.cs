namespace Slipway.Packages.Tests;

/// <summary>What publishing with NativeAOT needs besides the .NET SDK.</summary>
internal static class NativeToolchain
{
    /// <summary>Why it cannot be done here; null when it can. CI installs the tools and allows no skip, so there it always runs.</summary>
    public static string? WhyMissing()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "The NativeAOT sample is published on Linux only.";
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        if (!new[] { "clang", "gcc" }.Any(tool => folders.Any(f => File.Exists(Path.Combine(f, tool)))))
        {
            return "NativeAOT links with clang or gcc, and neither is on PATH: apt-get install clang zlib1g-dev.";
        }

        return File.Exists("/usr/include/zlib.h") ? null : "NativeAOT links with zlib, and its headers are missing: apt-get install zlib1g-dev.";
    }
}
