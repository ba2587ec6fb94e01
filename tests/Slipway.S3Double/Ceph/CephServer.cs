using System.Diagnostics;
using System.Globalization;

namespace Slipway.S3Double.Ceph;

/// <summary>
/// Ceph RADOS Gateway, a real S3 server, in a cluster of its own: started on free ports of 127.0.0.1 in about a second, with its objects in memory, and gone with
/// this process. Debian's Ceph 16 takes plain bodies (no <c>aws-chunked</c> with trailers).
/// </summary>
public sealed class CephServer : IAsyncDisposable
{
    private const string FolderPrefix = "slipway-ceph-";
    private const int Attempts = 3;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly List<GuardedProcess> _daemons = [];
    private readonly CephConfiguration _configuration;

    private CephServer(CephConfiguration configuration)
    {
        _configuration = configuration;
        Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{configuration.Port}/"));
    }

    /// <summary>Where the gateway listens.</summary>
    public Uri Endpoint { get; }

    /// <summary>Keys of the one user.</summary>
    public S3Credentials Credentials { get; } = new("CEPH", "ceph-secret");

    /// <summary>Starts a cluster.</summary>
    /// <exception cref="InvalidOperationException">Ceph is not installed, or did not start; the message holds what the daemons wrote.</exception>
    public static async Task<CephServer> StartAsync(CancellationToken cancellationToken = default)
    {
        if (CephInstallation.FindProblem() is { } problem)
        {
            throw new InvalidOperationException(problem);
        }

        Sweep();
        for (var attempt = 1; ; attempt++)
        {
            var folder = Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"{FolderPrefix}{Environment.ProcessId}-")).FullName;
            var server = new CephServer(new CephConfiguration(folder, Guid.NewGuid(), LoopbackPorts.Find(CephConfiguration.PortCount)));
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                limit.CancelAfter(StartLimit);
                await server.StartDaemonsAsync(limit.Token);
                return server;
            }
            catch (Exception e)
            {
                var message = $"Ceph did not start: {e.Message}\n{server.Output()}";
                await server.DisposeAsync();
                if (cancellationToken.IsCancellationRequested)
                {
                    throw;
                }

                // Another process may have taken a port between the look and the bind.
                if (attempt == Attempts)
                {
                    throw new InvalidOperationException(message, e);
                }
            }
        }
    }

    /// <summary>Kills the daemons and removes their files.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var daemon in Enumerable.Reverse(_daemons))
        {
            await daemon.StopAsync();
            daemon.Dispose();
        }

        _daemons.Clear();
        Remove(_configuration.Folder);
    }

    private async Task StartDaemonsAsync(CancellationToken cancellationToken)
    {
        foreach (var name in (string[])["mon", "osd", "rgw", "run"])
        {
            Directory.CreateDirectory(In(name));
        }

        await File.WriteAllTextAsync(_configuration.File, _configuration.Text, cancellationToken);
        var id = _configuration.ClusterId.ToString();
        var monitor = string.Create(CultureInfo.InvariantCulture, $"[v1:127.0.0.1:{_configuration.MonitorPort}]");
        await RunAsync("monmaptool", ["--create", "--fsid", id, "--addv", "a", monitor, In("monmap")], cancellationToken);
        await RunAsync("ceph-mon", [.. Configuration, "--mkfs", "-i", "a", "--monmap", In("monmap")], cancellationToken);
        Start("mon", "ceph-mon", [.. Configuration, "-i", "a", "-f"]);
        await StartStorageAsync(cancellationToken);
        var gateway = Start("rgw", "radosgw", [.. Configuration, "-n", "client.rgw.a", "-f"]);
        await UntilAnsweredAsync(gateway, cancellationToken);
        await RunAsync(
            "radosgw-admin",
            [.. Configuration, "user", "create", "--uid=slipway", "--display-name=slipway", $"--access-key={Credentials.AccessKey}", $"--secret-key={Credentials.SecretKey}"],
            cancellationToken);
    }

    private string[] Configuration => ["-c", _configuration.File];

    private async Task StartStorageAsync(CancellationToken cancellationToken)
    {
        var storage = Guid.NewGuid().ToString();
        await RunAsync("ceph", [.. Configuration, "--connect-timeout", "20", "osd", "new", storage], cancellationToken);
        await RunAsync("ceph-osd", [.. Configuration, "--mkfs", "-i", "0", "--osd-uuid", storage], cancellationToken);
        while (true)
        {
            // Ceph 16's storage daemon can lose a race with its map of monitors ("mon_cmd_maybe_osd_create fail: 'wrong fsid'") and exit: it is started again.
            var daemon = Start("osd", "ceph-osd", [.. Configuration, "-i", "0", "-f"]);
            while (!daemon.HasExited)
            {
                if (Read("osd.0.log").Contains("done with init", StringComparison.Ordinal))
                {
                    return;
                }

                await Task.Delay(20, cancellationToken);
            }
        }
    }

    private async Task UntilAnsweredAsync(GuardedProcess gateway, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(Endpoint, cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!gateway.HasExited)
            {
                // Does not listen yet.
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    private GuardedProcess Start(string name, string program, IEnumerable<string> arguments)
    {
        var daemon = GuardedProcess.Start(Path.Combine(In("run"), name + ".out"), [program, .. arguments]);
        _daemons.Add(daemon);
        return daemon;
    }

    private static async Task RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}{await output}");
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{program} did not end in time.");
        }
    }

    private string In(string name) => Path.Combine(_configuration.Folder, name);

    private string Read(string log)
    {
        var file = Path.Combine(In("run"), log);
        try
        {
            return File.Exists(file) ? File.ReadAllText(file) : "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private string Output() => string.Concat(((string[])["mon.out", "osd.out", "rgw.out"]).Select(Read));

    // Folders of processes that were killed before they could remove them.
    private static void Sweep()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), FolderPrefix + "*"))
        {
            var owner = Path.GetFileName(folder)[FolderPrefix.Length..].Split('-')[0];
            if (owner.All(char.IsAsciiDigit) && !Directory.Exists("/proc/" + owner))
            {
                Remove(folder);
            }
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process sweeps it, too, or it is another user's.
        }
    }
}
