using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Slipway.Peers.Reporting;

/// <summary>The machine that made the figures, in one line.</summary>
internal static class MachineDescription
{
    /// <summary>Processor, cores, vector width, memory, system, runtime.</summary>
    public static string Describe()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        var vector = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        return $"{Processor()}, {Environment.ProcessorCount} cores, {vector}-bit vectors, {memory:0} GiB, "
            + $"{RuntimeInformation.OSDescription.Split(' ')[0]} {Environment.OSVersion.Version.ToString(2)}, .NET {Environment.Version}";
    }

    private static string Processor()
    {
        if (!File.Exists("/proc/cpuinfo"))
        {
            return RuntimeInformation.ProcessArchitecture.ToString();
        }

        var fields = File.ReadLines("/proc/cpuinfo").TakeWhile(line => line.Length > 0)
            .Select(line => line.Split(':', 2)).Where(p => p.Length == 2).ToDictionary(p => p[0].Trim(), p => p[1].Trim());
        var name = fields.GetValueOrDefault("model name", RuntimeInformation.ProcessArchitecture.ToString());
        return fields.TryGetValue("cpu family", out var family) ? $"{name} (family {family}, model {fields["model"]})" : name;
    }
}
