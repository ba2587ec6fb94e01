using System.Text;

namespace Slipway.Storage;

/// <summary>
/// The local side of a <see cref="StoreLease"/>: a file that its holder keeps open, with the lease's token in it. Who can open the file and finds the
/// token of the last lease knows that the holder was a process of this machine and is dead, without waiting for the lease to run out.
/// </summary>
internal sealed class LocalClaim : IDisposable
{
    private readonly FileStream _file;

    private LocalClaim(FileStream file) => _file = file;

    /// <summary>Token of the last lease that was held through this file; empty when there was none.</summary>
    public string Token { get; private set; } = "";

    /// <summary>A folder for what belongs to places in object stores: one for each user, since users of one machine share the temporary folder.</summary>
    public static string DefaultFolder(string kind) => Path.Combine(Path.GetTempPath(), "slipway-" + Environment.UserName, kind);

    /// <summary>Takes the file; null when another process of this machine holds it.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public static LocalClaim? TryOpen(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        FileStream held;
        try
        {
            held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException e) when (SharingViolation.Is(e))
        {
            return null;
        }

        using var reader = new StreamReader(held, Encoding.UTF8, leaveOpen: true);
        return new LocalClaim(held) { Token = reader.ReadToEnd() };
    }

    /// <summary>Notes the token of the lease that is held now.</summary>
    public void Write(string token)
    {
        _file.SetLength(0);
        _file.Position = 0;
        _file.Write(Encoding.UTF8.GetBytes(token));
        _file.Flush();
        Token = token;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
