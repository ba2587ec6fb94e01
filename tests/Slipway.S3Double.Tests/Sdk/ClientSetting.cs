namespace Slipway.S3Double.Tests.Sdk;

/// <summary>The settings of the AWS SDK that change what goes over the wire.</summary>
public enum ClientSetting
{
    /// <summary>Signed chunks and a CRC32 trailer.</summary>
    Default,

    /// <summary>Signed chunks, no trailer.</summary>
    ChecksumsWhenRequired,

    /// <summary>A plain body with its SHA-256 signed and its CRC32 in a header: what the library uses.</summary>
    NoChunks,

    /// <summary>A plain body with its SHA-256 signed.</summary>
    NoChunksNoChecksums,
}
