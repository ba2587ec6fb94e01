using Slipway.Peers.Running;

namespace Slipway.Peers.DataSets;

/// <summary>Where data sets are: the folder of <c>--data</c>, and Debian's package of Fashion-MNIST.</summary>
/// <param name="root">The folder that <c>--data</c> names; null when it was not given.</param>
internal sealed class DataFolder(string? root)
{
    private const string DebianFashion = "/usr/share/datasets/fashion-mnist";

    /// <summary>Folder for files that the benchmarks generate or unpack; kept between runs, safe to delete.</summary>
    public string Work { get; } = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "slipway-peers")).FullName;

    /// <summary>A file of the data folder.</summary>
    /// <param name="relative">Path inside it, with <c>/</c>.</param>
    /// <exception cref="PeerMissingException">The folder was not named, or has no such file.</exception>
    public string File(string relative)
    {
        if (root is null)
        {
            throw new PeerMissingException($"data set {relative}: name the data folder with --data <folder>");
        }

        var path = Path.GetFullPath(Path.Combine(root, relative));
        return System.IO.File.Exists(path) ? path : throw new PeerMissingException($"data set {relative} is not in {root}");
    }

    /// <summary>
    /// One of Fashion-MNIST's four files. The data folder's copy is used where it has one; its training images are only in Debian's
    /// package dataset-fashion-mnist.
    /// </summary>
    /// <param name="name">E.g. <c>train-images-idx3-ubyte.gz</c>.</param>
    public string Fashion(string name)
    {
        string[] folders = [.. root is null ? Array.Empty<string>() : [Path.Combine(root, "images/fashion-mnist")], DebianFashion];
        var path = folders.Select(folder => Path.GetFullPath(Path.Combine(folder, name))).FirstOrDefault(System.IO.File.Exists);
        return path ?? throw new PeerMissingException($"{name} is not in {string.Join(" or ", folders)}; run benchmarks/peers/install.sh");
    }
}
