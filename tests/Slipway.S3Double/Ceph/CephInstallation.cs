namespace Slipway.S3Double.Ceph;

/// <summary>Whether the Ceph of this machine's distribution can be started.</summary>
public static class CephInstallation
{
    private static readonly string[] Programs = ["ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "ceph", "monmaptool"];

    /// <summary>How to install it on Debian.</summary>
    public const string InstallCommand = "apt-get install -y --no-install-recommends ceph-mon ceph-osd radosgw ceph-common";

    /// <summary>Why it can't be started, with what to do; null when it can.</summary>
    public static string? FindProblem()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "Ceph RADOS Gateway runs on Linux only.";
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/bin").Append("/usr/sbin").ToArray();
        var missing = Programs.Where(p => !folders.Any(f => File.Exists(Path.Combine(f, p)))).ToArray();
        return missing.Length == 0 ? null : $"Ceph is not installed (missing: {string.Join(", ", missing)}). Install it: {InstallCommand}";
    }
}
