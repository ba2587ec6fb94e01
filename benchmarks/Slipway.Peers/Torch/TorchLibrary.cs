using System.Reflection;
using System.Runtime.InteropServices;
using Slipway.Peers.Running;
using TorchSharp;
using TorchSharp.Modules;

namespace Slipway.Peers.Torch;

/// <summary>
/// Loads TorchSharp's native part from the packages' own folders. <see cref="EnsureLoaded"/> must come before the first use of
/// <c>torch</c>: its type initialiser fails for good when the library does not load.
/// </summary>
/// <remarks>
/// TorchSharp 0.107.0 was built with GCC 13 and asks for version GLIBCXX_3.4.32 of libstdc++, which Debian 12, Ubuntu 22.04 and RHEL 9
/// lack; no code of it uses a symbol of that version. Where it is lacking, a copy with that need marked as weak is loaded.
/// </remarks>
internal static class TorchLibrary
{
    private const string NativeName = "LibTorchSharp";
    private const string StandardLibrary = "libstdc++.so.6";

    private static readonly string[] LibTorch = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];
    private static readonly Lazy<string?> Problem = new(Load);

    /// <summary>Version of the managed package; the native one is the build's.</summary>
    public static string Version => Running.Contender.PackageVersion(typeof(Linear));

    /// <summary>Loads the native libraries once.</summary>
    /// <exception cref="PeerMissingException">They are not there or do not load.</exception>
    public static void EnsureLoaded()
    {
        if (Problem.Value is { } problem)
        {
            throw new PeerMissingException(problem);
        }
    }

    /// <summary>A contender that runs on TorchSharp.</summary>
    /// <param name="name">Name for the report.</param>
    /// <param name="threads">Threads of its operators.</param>
    /// <param name="run">The work; called on one thread, which is where the number of threads applies.</param>
    public static Contender Contender(string name, int threads, Func<Measurement> run) =>
        new(name, () => Version, _ => Task.Run(() =>
        {
            EnsureLoaded();
            return OnTorch(threads, run);
        }));

    // Apart from the caller, so that no type of torch is initialised before EnsureLoaded.
    private static Measurement OnTorch(int threads, Func<Measurement> run)
    {
        torch.set_num_threads(threads);
        return run();
    }

    private static string? Load()
    {
        var folders = typeof(TorchLibrary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(a => a.Key, a => a.Value ?? "");
        if (!folders.TryGetValue("TorchSharpFolder", out var torchSharp))
        {
            return "the native part of TorchSharp is not in this build; run with: dotnet run -c Release -p:WithTorch=true --project benchmarks/Slipway.Peers";
        }

        if (!OperatingSystem.IsLinux())
        {
            return null; // copied beside the program by its package, and loaded from there
        }

        try
        {
            foreach (var file in LibTorch)
            {
                NativeLibrary.Load(Path.Combine(folders["LibTorchFolder"], file));
            }

            var handle = NativeLibrary.Load(Loadable(Path.Combine(torchSharp, $"lib{NativeName}.so")));
            NativeLibrary.SetDllImportResolver(typeof(Linear).Assembly, (name, _, _) => name == NativeName ? handle : 0);
            return null;
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException or IOException or InvalidDataException)
        {
            return $"the native part of TorchSharp does not load: {error.Message}";
        }
    }

    /// <summary>The file itself, or a copy of it that this machine's libstdc++ can load.</summary>
    private static string Loadable(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var image = ElfImage.Parse(bytes);
        var defined = ElfImage.Parse(File.ReadAllBytes(PathOfLoaded(StandardLibrary))).Definitions();
        var missing = image.NeedsOf(StandardLibrary).Where(n => !n.IsWeak && !defined.Contains(n.Name)).ToList();
        if (missing.Count == 0)
        {
            return path;
        }

        if (missing.Where(image.IsUsed).Select(n => n.Name).ToList() is { Count: > 0 } used)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)} needs {string.Join(", ", used)} of {StandardLibrary}, which this system's lacks.");
        }

        missing.ForEach(image.MakeWeak);
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "torch")).FullName;
        var copy = Path.Combine(folder, Path.GetFileName(path));
        File.WriteAllBytes(copy + ".new", bytes);
        File.Move(copy + ".new", copy, overwrite: true);
        return copy;
    }

    private static string PathOfLoaded(string library)
    {
        NativeLibrary.Load(library);
        // Mapped under its real name, e.g. libstdc++.so.6.0.30.
        return File.ReadLines("/proc/self/maps").Select(line => line[Math.Max(line.IndexOf('/', StringComparison.Ordinal), 0)..])
            .FirstOrDefault(path => Path.GetFileName(path).StartsWith(library, StringComparison.Ordinal))
            ?? throw new InvalidDataException($"{library} is loaded, but /proc/self/maps does not name it.");
    }
}
