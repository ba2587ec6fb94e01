namespace Slipway;

/// <summary>A model artifact that cannot be written, or that is damaged, truncated, hostile or of an unknown kind.</summary>
public sealed class ArtifactException : SlipwayException
{
    /// <summary>Creates the error.</summary>
    /// <param name="artifact">Path or URI of the artifact.</param>
    /// <param name="problem">What is wrong and what to do, as a sentence.</param>
    /// <param name="innerException">The cause, when another exception is the cause.</param>
    public ArtifactException(string artifact, string problem, Exception? innerException = null)
        : base($"{artifact}: {problem}", innerException) => Artifact = artifact;

    /// <summary>Path or URI of the artifact.</summary>
    public string Artifact { get; }
}
