using System.Collections;

namespace Slipway.Tuning;

/// <summary>
/// The trials at one moment, in chunks that successive moments share: a change copies one chunk and the list of chunks (at 10,000 trials about
/// 2 KB), so a sampler can read one moment while others report.
/// </summary>
internal sealed class TrialList : IReadOnlyList<Trial>
{
    private const int ChunkBits = 7;
    private const int ChunkSize = 1 << ChunkBits;

    private readonly Trial[][] _chunks;

    private TrialList(Trial[][] chunks, int count)
    {
        _chunks = chunks;
        Count = count;
    }

    public static TrialList Empty { get; } = new([], 0);

    public int Count { get; }

    public Trial this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return _chunks[index >> ChunkBits][index & (ChunkSize - 1)];
        }
    }

    public static TrialList From(IEnumerable<Trial> trials)
    {
        Trial[][] chunks = [.. trials.Chunk(ChunkSize)];
        var count = chunks.Sum(c => c.Length);
        if (chunks.Length > 0)
        {
            Array.Resize(ref chunks[^1], ChunkSize);
        }

        return new TrialList(chunks, count);
    }

    public TrialList Add(Trial trial) => With(Count, trial, Count + 1);

    public TrialList With(int index, Trial trial) => With(index, trial, Count);

    public IEnumerator<Trial> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return _chunks[i >> ChunkBits][i & (ChunkSize - 1)];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private TrialList With(int index, Trial trial, int count)
    {
        var chunk = index >> ChunkBits;
        var chunks = new Trial[Math.Max(_chunks.Length, chunk + 1)][];
        _chunks.CopyTo(chunks, 0);
        chunks[chunk] = chunk < _chunks.Length ? [.. _chunks[chunk]] : new Trial[ChunkSize];
        chunks[chunk][index & (ChunkSize - 1)] = trial;
        return new TrialList(chunks, count);
    }
}
