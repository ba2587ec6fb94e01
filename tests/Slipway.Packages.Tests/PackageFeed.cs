using System.Xml.Linq;

namespace Slipway.Packages.Tests;

/// <summary>The packages of src in a folder, under a version that no other feed or cache has.</summary>
internal sealed class PackageFeed
{
    private PackageFeed(string folder, string version, IReadOnlyList<string> ids)
    {
        Folder = folder;
        Version = version;
        Ids = ids;
    }

    public string Folder { get; }

    public string Version { get; }

    /// <summary>Ids of the packages in the folder.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Packs every project of src as it was built.</summary>
    public static async Task<PackageFeed> PackAsync(string folder)
    {
        var version = $"0.0.0-test.{Guid.NewGuid():N}";
        var projects = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories);
        foreach (var project in projects)
        {
            await ShellCommand.RunAsync(
                Repository.Root, "dotnet", "pack", project, "-c", Repository.Configuration, "--no-build", "-o", folder,
                $"-p:PackageVersion={version}");
        }

        var ids = Directory.GetFiles(folder, "*.nupkg")
            .Select(path => Path.GetFileName(path).Replace($".{version}.nupkg", "", StringComparison.Ordinal));
        return new PackageFeed(folder, version, [.. ids.Order(StringComparer.Ordinal)]);
    }

    /// <summary>
    /// Writes a nuget.config that has the checkout's sources for third-party packages and this folder, and only this folder, for ours.
    /// </summary>
    public void WriteConfig(string path)
    {
        var config = XDocument.Load(Path.Combine(Repository.Root, "nuget.config"));
        config.Root!.Element("packageSources")!.Add(new XElement("add", new XAttribute("key", "feed"), new XAttribute("value", Folder)));
        config.Root.Element("packageSourceMapping")!.Add(new XElement(
            "packageSource",
            new XAttribute("key", "feed"),
            Ids.Select(id => new XElement("package", new XAttribute("pattern", id)))));
        config.Save(path);
    }
}
