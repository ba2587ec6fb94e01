using Slipway.Storage;

namespace Slipway.Testing.Tests;

public sealed class ObjectStoreConformanceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("slipway-conformance-");

    public void Dispose() => _folder.Delete(recursive: true);

    public static TheoryData<string> Checks => [.. new ObjectStoreConformance(() => new FileObjectStore(), new Uri("file:///x/")).Names];

    [Theory, MemberData(nameof(Checks))]
    public void FileObjectStore_KeepsToItsContract(string check) =>
        new ObjectStoreConformance(() => new FileObjectStore { FlushToDisk = false }, new Uri($"file://{_folder.FullName}/"), largeObject: 4 << 20).Run(check);
}
