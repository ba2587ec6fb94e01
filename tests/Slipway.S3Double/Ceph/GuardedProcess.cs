using System.Diagnostics;

namespace Slipway.S3Double.Ceph;

/// <summary>A daemon that ends with this process, however this process ends.</summary>
/// <remarks>
/// A shell holds a pipe whose other end only this process has. When the pipe closes, by <see cref="StopAsync"/> or because this process is gone (also after
/// <c>kill -9</c>), the shell kills the daemon. <c>PR_SET_PDEATHSIG</c> would not do: it goes by the thread that started the daemon, and pool threads come and go.
/// </remarks>
internal sealed class GuardedProcess : IDisposable
{
    private const string Guard = """
        exec 3<&0 2>/dev/null
        out=$1; shift
        "$@" </dev/null 3<&- >"$out" 2>&1 &
        daemon=$!
        ( read -r line <&3; kill -9 $daemon 2>/dev/null ) >/dev/null 2>&1 &
        guard=$!
        wait $daemon
        status=$?
        kill $guard 2>/dev/null
        exit $status
        """;

    private readonly Process _shell;

    private GuardedProcess(Process shell) => _shell = shell;

    public bool HasExited => _shell.HasExited;

    /// <summary>Starts a daemon.</summary>
    /// <param name="output">File for what it writes.</param>
    /// <param name="command">Program and arguments.</param>
    public static GuardedProcess Start(string output, IReadOnlyList<string> command) =>
        new(Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Guard, "guard", output, .. command]) { RedirectStandardInput = true })!);

    /// <summary>Kills the daemon and waits for its end.</summary>
    public async Task StopAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
    }

    public void Dispose() => _shell.Dispose();
}
