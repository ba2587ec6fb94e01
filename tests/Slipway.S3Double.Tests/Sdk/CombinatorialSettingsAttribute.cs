using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Slipway.S3Double.Tests.Sdk;

/// <summary>Every setting of the client with each of some sizes.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CombinatorialSettingsAttribute(params int[] sizes) : DataAttribute
{
    public int[] Sizes { get; } = sizes;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) => new(
        [.. Enum.GetValues<ClientSetting>().SelectMany(s => Sizes.Select(n => new TheoryDataRow<ClientSetting, int>(s, n)))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
