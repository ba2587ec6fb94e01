using System.IO.Compression;
using System.Xml.Linq;

namespace Slipway.Packages.Tests;

public class PackageTests(PackageFeedFixture packages) : IClassFixture<PackageFeedFixture>
{
    [Fact]
    public async Task Package_GivenFreshConsoleProject_RestoresTrainsSavesLoadsAndPredicts()
    {
        using var folder = new TemporaryFolder();
        var feed = packages.Feed;
        var consumer = Directory.CreateDirectory(folder.Combine("consumer")).FullName;
        feed.WriteConfig(Path.Combine(consumer, "nuget.config"));
        await WriteConsumerAsync(consumer, feed.Version);

        await ShellCommand.RunAsync(consumer, "dotnet", "build", "-c", "Release");
        var output = await ShellCommand.RunAsync(consumer, "dotnet", "run", "-c", "Release", "--no-build");

        Assert.True(Directory.Exists(Path.Combine(consumer, "packages", "slipway", feed.Version)), "Slipway did not come from the feed.");
        Assert.EndsWith("consumer: ok", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Package_GivenAnyProjectOfSrc_HasReadmeLicenceDocumentationAndSymbols()
    {
        var feed = packages.Feed;

        Assert.Contains("Slipway", feed.Ids);
        Assert.Contains("Slipway.Kernels", feed.Ids);
        Assert.All(feed.Ids, id =>
        {
            using var package = ZipFile.OpenRead(Path.Combine(feed.Folder, $"{id}.{feed.Version}.nupkg"));
            var files = package.Entries.Select(e => e.FullName).ToHashSet(StringComparer.Ordinal);
            Assert.Superset(new HashSet<string> { "README.md", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml", $"{id}.nuspec" }, files);
            using var nuspec = package.GetEntry($"{id}.nuspec")!.Open();
            var metadata = XDocument.Load(nuspec).Root!.Elements().Single();
            string? Value(string name) => metadata.Elements().SingleOrDefault(e => e.Name.LocalName == name)?.Value;
            Assert.Equal("MIT", Value("license"));
            Assert.Equal("README.md", Value("readme"));
            Assert.NotEqual("Package Description", Value("description"));
            Assert.False(string.IsNullOrWhiteSpace(Value("description")), $"{id} has no description.");
            using var symbols = ZipFile.OpenRead(Path.Combine(feed.Folder, $"{id}.{feed.Version}.snupkg"));
            Assert.Contains(symbols.Entries, e => e.FullName == $"lib/net10.0/{id}.pdb");
        });
    }

    private static async Task WriteConsumerAsync(string folder, string version)
    {
        // The feed's packages go to a folder of their own; everything else is read, not copied, from the user's cache.
        var locals = await ShellCommand.RunAsync(folder, "dotnet", "nuget", "locals", "global-packages", "--list");
        var cache = locals[(locals.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        await File.WriteAllTextAsync(Path.Combine(folder, "Consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestorePackagesPath>$(MSBuildThisFileDirectory)packages</RestorePackagesPath>
                <RestoreFallbackFolders>{cache}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Slipway" Version="[{version}]" />
              </ItemGroup>
            </Project>
            """);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Consumer", "Program.cs"), Path.Combine(folder, "Program.cs"));
        File.Copy(Path.Combine(Repository.Root, "samples", "data", "wine.csv"), Path.Combine(folder, "wine.csv"));
    }
}
