using System.Reflection;

namespace Slipway.Peers.Running;

/// <summary>Slipway or a peer, ready to do a comparison's work.</summary>
/// <param name="Name">E.g. <c>scikit-learn MLPClassifier</c>.</param>
/// <param name="Version">Version of what runs.</param>
/// <param name="Run">
/// Does the work once, verifies its result and says what it measured. Throws <see cref="PeerMissingException"/> when it is not
/// installed, anything else when the result is wrong.
/// </param>
internal sealed record Contender(string Name, Func<string> Version, Func<CancellationToken, Task<Measurement>> Run)
{
    /// <summary>Slipway, of the assembly that is loaded.</summary>
    /// <param name="run">Does the work once.</param>
    public static Contender Slipway(Func<CancellationToken, Task<Measurement>> run) => new("Slipway", SlipwayVersion, run);

    /// <summary>Slipway, for work that is synchronous.</summary>
    /// <param name="run">Does the work once.</param>
    public static Contender Slipway(Func<Measurement> run) => Slipway(_ => Task.Run(run));

    /// <summary>Package version of the assembly that defines a type (assembly versions are often just 1.0.0).</summary>
    /// <param name="type">A type of the package.</param>
    public static string PackageVersion(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static string SlipwayVersion() => PackageVersion(typeof(DataChannel));
}
