namespace Slipway.Tests.Data;

internal static class FolderWriting
{
    /// <summary>Writes a text file, with the folders on the way to it, and returns its path.</summary>
    public static string Write(this TemporaryFolder folder, string name, string text)
    {
        var path = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
