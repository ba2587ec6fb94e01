namespace Slipway.Docs.Tests;

/// <summary>
/// A working folder that holds the sample data under the names that the pages use. Snippets show relative paths, so the process's current
/// directory is set: this assembly runs its tests one after the other.
/// </summary>
public sealed class SnippetFolder : IDisposable
{
    private readonly string _before = Environment.CurrentDirectory;
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-docs-").FullName;

    public SnippetFolder()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "data")))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        Environment.CurrentDirectory = _folder;
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        Directory.Delete(_folder, recursive: true);
    }
}
