using System.Diagnostics;
using System.Text.Json.Nodes;
using Slipway.Peers.Running;

namespace Slipway.Peers.Foundation;

/// <summary>
/// A training in a process of its own, whose private memory the kernel may limit (RLIMIT_DATA, by prlimit). The managed heap is capped too:
/// .NET sees a container's limit by itself, but not RLIMIT_DATA.
/// </summary>
/// <param name="Accuracy">On the rows that were evaluated.</param>
/// <param name="PrivateBytes">Peak of private writable memory.</param>
/// <param name="PeakResident">Peak of resident memory, mapped files included.</param>
/// <param name="Seconds">From file to model.</param>
/// <param name="Rows">Rows of the training.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
internal sealed record LimitedChild(double Accuracy, long PrivateBytes, long PeakResident, double Seconds, long Rows, string? Failure)
{
    /// <summary>Trains a linear model.</summary>
    /// <param name="csv">What on; the label is <c>y</c>.</param>
    /// <param name="budget">The job's memory budget in bytes.</param>
    /// <param name="limit">Bytes that the kernel allows; null for no limit.</param>
    /// <param name="test">A CSV to evaluate on; null takes the first rows of <paramref name="csv"/>.</param>
    /// <param name="heapLimit">Bytes of the managed heap; null means <paramref name="budget"/>.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    public static async Task<LimitedChild> TrainAsync(
        string csv, long budget, long? limit, string? test = null, long? heapLimit = null, CancellationToken cancellationToken = default)
    {
        if (!File.Exists("/usr/bin/prlimit"))
        {
            throw new PeerMissingException("/usr/bin/prlimit (util-linux), which sets the limit");
        }

        string[] command = ["dotnet", "exec", typeof(LimitedChild).Assembly.Location, "--child", csv, $"{budget}"];
        command = test is null ? command : [.. command, test];
        command = limit is null ? command : ["prlimit", $"--data={limit}", .. command];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_GCHeapHardLimit"] = $"0x{heapLimit ?? budget:x}";
        using var process = Process.Start(start)!;
        await using var stop = cancellationToken.Register(process.Kill);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
        {
            var reason = (await errors).Split('\n').FirstOrDefault(line => line.Length > 0) ?? $"exit code {process.ExitCode}";
            return new LimitedChild(0, 0, 0, 0, 0, reason.Trim());
        }

        var reply = JsonNode.Parse(output)!;
        return new LimitedChild(
            (double)reply["accuracy"]!, (long)reply["private"]!, (long)reply["resident"]!, (double)reply["seconds"]!, (long)reply["rows"]!, null);
    }
}
