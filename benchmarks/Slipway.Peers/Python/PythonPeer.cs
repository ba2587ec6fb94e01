using System.Diagnostics;
using System.Text.Json.Nodes;
using Slipway.Peers.Running;

namespace Slipway.Peers.Python;

/// <summary>
/// Debian's Python with <c>peers/server.py</c>: one process for the whole run, one JSON line for each request. Started on first use.
/// Not thread-safe: comparisons run one at a time.
/// </summary>
/// <param name="threads">Threads of its linear algebra (OpenMP and OpenBLAS).</param>
internal sealed class PythonPeer(int threads) : IAsyncDisposable
{
    private const string Interpreter = "/usr/bin/python3";

    private Process? _process;
    private JsonObject? _versions;

    /// <summary>A contender that calls a function of the Python side.</summary>
    /// <param name="name">Name for the report.</param>
    /// <param name="package">Import name of the peer's package (<c>sklearn</c>).</param>
    /// <param name="op">Module and function, e.g. <c>foundation.mlp</c>; it returns <c>value</c> and maybe <c>quality</c>.</param>
    /// <param name="arguments">Keyword arguments.</param>
    /// <param name="verify">Throws when the reply shows that other work was done than asked for.</param>
    public Contender Contender(string name, string package, string op, Func<JsonObject> arguments, Action<JsonObject>? verify = null) =>
        new(name, () => $"{_versions?[package]}", async cancellationToken =>
        {
            await RequirePackageAsync(package, cancellationToken);
            var reply = (await CallAsync(op, arguments(), cancellationToken)).AsObject();
            verify?.Invoke(reply);
            var note = string.Join(", ", reply.Where(p => p.Key is not ("value" or "quality") && p.Value is JsonValue).Select(p => $"{p.Key} {p.Value}"));
            return new Measurement((double)reply["value"]!, (double?)reply["quality"], note);
        });

    /// <summary>Ends the process.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is null)
        {
            return;
        }

        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task RequirePackageAsync(string package, CancellationToken cancellationToken)
    {
        if (_versions is null)
        {
            Start();
            _versions = (await CallAsync("versions", [], cancellationToken)).AsObject();
        }

        if (!_versions.ContainsKey(package))
        {
            throw new PeerMissingException($"{Interpreter} has no module '{package}'; run benchmarks/peers/install.sh");
        }
    }

    private void Start()
    {
        if (!File.Exists(Interpreter))
        {
            throw new PeerMissingException($"{Interpreter} is not installed; run benchmarks/peers/install.sh");
        }

        var start = new ProcessStartInfo(Interpreter)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList = { "-B", Path.Combine(AppContext.BaseDirectory, "peers", "server.py") },
        };
        foreach (var variable in new[] { "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS" })
        {
            start.Environment[variable] = $"{threads}";
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException($"{Interpreter} did not start.");
    }

    private async Task<JsonNode> CallAsync(string op, JsonObject arguments, CancellationToken cancellationToken)
    {
        var process = _process ?? throw new InvalidOperationException("The Python peer is not running.");
        await process.StandardInput.WriteLineAsync(new JsonObject { ["op"] = op, ["args"] = arguments }.ToJsonString());
        await process.StandardInput.FlushAsync(cancellationToken);
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new InvalidOperationException($"The Python peer ended during '{op}'; its standard error says why.");
        var reply = JsonNode.Parse(line)!;
        return (bool)reply["ok"]! ? reply["result"]! : throw new InvalidOperationException($"{op}: {reply["error"]}");
    }
}
