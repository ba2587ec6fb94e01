namespace Slipway.S3.Tests.Servers;

/// <summary>The servers that the store is tested against.</summary>
public enum ServerKind
{
    /// <summary>The double in this process.</summary>
    Double,

    /// <summary>Ceph RADOS Gateway.</summary>
    Ceph,
}
