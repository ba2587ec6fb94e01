using System.Text;

namespace Slipway.Jobs;

/// <summary>
/// A text file that grows by whole lines. Nothing is buffered: a line is on its way to the disk, or the call that wrote it fails; closing the file
/// cannot.
/// </summary>
internal sealed class LineFile(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    public void Append(string line)
    {
        try
        {
            _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new IOException($"'{path}' may not grow further: a limit on file sizes is reached.", e); // how .NET 10 reports EFBIG
        }
    }

    public void Dispose() => _file.Dispose();
}
