using Slipway.Models;

namespace Slipway.Tests.ModelTests;

/// <summary>Deterministic mutations of valid artifacts: loading gives a model or an <see cref="ArtifactException"/>, in bounded
/// memory.</summary>
public class ArtifactFuzzTests
{
    private const int Mutations = 10_000;
    private const long MaxAllocated = 16 << 20;

    private static readonly byte[][] Seeds = [Artifacts.Bytes(), Another()];

    [Fact]
    public void Load_GivenMutatedFile_GivesModelOrArtifactException() => Fuzz(seed: 1, Seeds, archive => archive);

    [Fact]
    public void Load_GivenMutatedContentInWholeGzip_GivesModelOrArtifactException() => Fuzz(
        seed: 2, [.. Seeds.Select(Artifacts.Gunzip)], content =>
        {
            // Every other time with sound header checksums, so that mutations get beyond them.
            if (content.Length % 2 == 0)
            {
                for (var start = 0; start + 512 <= content.Length; start += 512)
                {
                    if (content.AsSpan(start + 257, 5).SequenceEqual("ustar"u8))
                    {
                        ArtifactHostileTests.FixChecksum(content.AsSpan(start, 512));
                    }
                }
            }

            return Artifacts.Gzip(content);
        });

    [Fact]
    public void Load_GivenMutatedEntryWithRightHashes_GivesModelOrArtifactException()
    {
        // What an attacker can do: only the parsers of weights and lineage, and the algorithm, can see it.
        var archives = Seeds.Select(Artifacts.Unpack).ToArray();
        var random = new Random(3);
        var mutations = new List<byte[]>();
        for (var i = 0; i < Mutations / 4; i++)
        {
            var files = archives[random.Next(archives.Length)].ToList();
            var at = random.Next(1, files.Count);
            files[at] = (files[at].Name, Mutate(random, [.. archives.Select(a => a[at].Content)]));
            mutations.Add(Artifacts.Signed(files));
        }

        Check("entries", mutations, leastRefused: Mutations / 16);
    }

    private static void Fuzz(int seed, byte[][] seeds, Func<byte[], byte[]> finish)
    {
        var random = new Random(seed);
        Check($"seed {seed}", Enumerable.Range(0, Mutations).Select(_ => finish(Mutate(random, seeds))), leastRefused: Mutations / 2);
    }

    private static void Check(string what, IEnumerable<byte[]> archives, int leastRefused)
    {
        var (refused, i) = (0, 0);
        foreach (var archive in archives)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Artifacts.Load(archive).Dispose();
            }
            catch (ArtifactException)
            {
                refused++;
            }
#pragma warning disable CA1031 // Whatever else comes out is the finding.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Assert.Fail($"Mutation {i} of {what} gave {e}");
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MaxAllocated, $"Mutation {i} of {what} allocated {allocated} bytes for a file of {archive.Length}.");
            i++;
        }

        Assert.InRange(refused, leastRefused, i);
    }

    private static byte[] Mutate(Random random, byte[][] seeds)
    {
        var bytes = seeds[random.Next(seeds.Length)].ToArray();
        switch (random.Next(5))
        {
            case 0: // bit flips
                for (var n = random.Next(1, 4); n > 0; n--)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                }

                return bytes;
            case 1: // a wild byte
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
            case 2: // truncation
                return bytes[..random.Next(bytes.Length)];
            case 3: // a splice of two files
                var other = seeds[random.Next(seeds.Length)];
                return [.. bytes[..random.Next(bytes.Length)], .. other[random.Next(other.Length)..]];
            default: // a repeated or removed part
                var (start, length) = (random.Next(bytes.Length), random.Next(600));
                var end = Math.Min(bytes.Length, start + length);
                return random.Next(2) == 0 ? [.. bytes[..end], .. bytes[start..]] : [.. bytes[..start], .. bytes[end..]];
        }
    }

    private static byte[] Another()
    {
        using var model = Artifacts.Trained(new NotebookModel(new float[6], [1, 2], [.. Enumerable.Range(0, 500)], null, new byte[700]));
        return Artifacts.Bytes(model);
    }
}
