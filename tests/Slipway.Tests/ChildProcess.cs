using System.Diagnostics;

namespace Slipway.Tests;

/// <summary>The program <c>Slipway.TestProcess</c> in a process of its own, to be killed, limited or waited for.</summary>
internal static class ChildProcess
{
    /// <summary>Starts it.</summary>
    /// <param name="arguments">What it is told to do.</param>
    /// <param name="shell">Commands of a POSIX shell around it, which run it as <c>"$@"</c>; null for none.</param>
    /// <param name="hostArguments">Arguments of <c>dotnet</c> before the program's path; none by default.</param>
    public static Process Start(IEnumerable<string> arguments, string? shell = null, params ReadOnlySpan<string> hostArguments)
    {
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        string[] command = [host, .. hostArguments, Path.Combine(AppContext.BaseDirectory, "Slipway.TestProcess.dll"), .. arguments];
        var start = new ProcessStartInfo(shell is null ? host : "/bin/sh", shell is null ? command[1..] : ["-c", shell, "sh", .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (shell is not null)
        {
            start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // double mapping needs a large file, which a limit on files forbids
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits for its end, which must be a good one, and gives what it wrote.</summary>
    public static async Task<string> OutputAsync(Process process, CancellationToken cancellationToken)
    {
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return output;
    }

    /// <summary>Polls, because the other process tells nothing but through its files.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="process">The process.</param>
    /// <param name="mayEnd">Whether the process may end before.</param>
    public static async Task UntilAsync(Func<bool> condition, Process process, bool mayEnd = false)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!condition())
        {
            Assert.False(process.HasExited && !mayEnd, "the process ended before it could be killed");
            await Task.Delay(1, limit.Token);
        }
    }

    /// <summary>Lines that a file has by now; 0 when there is none.</summary>
    public static int Lines(string file) => File.Exists(file) ? File.ReadLines(file).Count() : 0;
}
