using System.Globalization;
using Slipway.Storage;

namespace Slipway.Tuning;

/// <summary>
/// Reads a journal in an object store: blocks where there are any, then segments by the next name. A listing now and then finds what a name does not
/// tell: that segments were deleted in favour of a block, or that one is missing.
/// </summary>
internal sealed class ObjectJournalReader : JournalReader
{
    private const int Parallel = 16;
    private static readonly TimeSpan ListInterval = TimeSpan.FromSeconds(30);

    private readonly ObjectJournalFolder _folder;
    private readonly TimeProvider _clock;
    private readonly MemoryStream _block = new();
    private long? _listed;

    /// <param name="folder">The journal.</param>
    /// <param name="clock">Measures when to list again.</param>
    /// <param name="scanner">What takes the lines; null for a new one.</param>
    public ObjectJournalReader(ObjectJournalFolder folder, TimeProvider clock, JournalScanner? scanner = null)
        : base(scanner ?? new JournalScanner(folder.Location))
    {
        _folder = folder;
        _clock = clock;
    }

    public override TimeSpan PollInterval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Number of the segment that comes next.</summary>
    public int Next { get; private set; } = 1;

    /// <summary>Bytes of the segments that were read of the block that <see cref="Next"/> belongs to.</summary>
    public ReadOnlySpan<byte> Block => _block.GetBuffer().AsSpan(0, (int)_block.Length);

    /// <summary>Whether <see cref="FullBlocks"/> are wanted.</summary>
    public bool KeepFullBlocks { get; init; }

    /// <summary>Blocks that were read segment by segment: their first segments, and their bytes.</summary>
    public List<(int First, byte[] Content)> FullBlocks { get; } = [];

    /// <summary>Names of the segments and blocks at the last listing.</summary>
    public (SortedSet<int> Segments, SortedSet<int> Blocks) Listing { get; private set; } = ([], []);

    /// <exception cref="TuningJournalException">There is no journal, it cannot be read, or is damaged.</exception>
    public override async Task ReadAsync(List<Trial>? changes, CancellationToken cancellationToken)
    {
        try
        {
            if (_listed is { } last)
            {
                await ReadByNameAsync(changes, cancellationToken).ConfigureAwait(false);
                if (_clock.GetElapsedTime(last) < ListInterval)
                {
                    return;
                }
            }
            else if (!await _folder.ExistsAsync(cancellationToken).ConfigureAwait(false))
            {
                throw new TuningJournalException(_folder.Location, "There is no journal here. Check the URI.");
            }

            await ReadToEndAsync(changes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or TimeoutException or HttpRequestException or UnauthorizedAccessException)
        {
            throw _folder.CannotRead(e);
        }
    }

    /// <summary>Reads all that is there, even if there is nothing.</summary>
    public async Task ReadToEndAsync(List<Trial>? changes, CancellationToken cancellationToken)
    {
        int before;
        do
        {
            before = Next;
            Listing = await _folder.ListAsync(cancellationToken).ConfigureAwait(false);
            _listed = _clock.GetTimestamp();
            await ReadListedAsync(changes, cancellationToken).ConfigureAwait(false);
            await ReadByNameAsync(changes, cancellationToken).ConfigureAwait(false);
        }
        while (Next > before && IsBehind()); // segments that were deleted while we read are in a block by now
        if (IsBehind())
        {
            throw new TuningJournalException(
                _folder.Segment(Next).ToString(),
                string.Create(CultureInfo.InvariantCulture, $"This object of the journal is missing, and there are later ones, up to {Last}. Nothing was changed. ") +
                "Restore it, or delete all that come after it to go on from there without the trials told later.");
        }
    }

    public override ValueTask DisposeAsync() => _block.DisposeAsync();

    private int Last => Math.Max(Listing.Segments.Max, Listing.Blocks.Count > 0 ? Listing.Blocks.Max + ObjectJournalFolder.BlockLength - 1 : 0);

    private bool IsBehind() => Next <= Last;

    /// <summary>Gets many objects at a time and takes them in order; stops where one is not there.</summary>
    private async Task ReadListedAsync(List<Trial>? changes, CancellationToken cancellationToken)
    {
        var waiting = new Queue<(Uri Uri, bool IsBlock, Task<byte[]?> Content)>();
        var ahead = Next;
        while (true)
        {
            while (waiting.Count < Parallel && Plan(ahead) is { } piece)
            {
                waiting.Enqueue((piece.Uri, piece.IsBlock, WholeObject.ReadAsync(_folder.Store, piece.Uri, cancellationToken)));
                ahead = piece.Next;
            }

            if (!waiting.TryDequeue(out var first))
            {
                return;
            }

            if (await first.Content.ConfigureAwait(false) is not { } content)
            {
                await Task.WhenAll(waiting.Select(w => w.Content)).ConfigureAwait(false);
                return;
            }

            Accept(first.Uri, first.IsBlock, content, changes);
        }
    }

    private (Uri Uri, bool IsBlock, int Next)? Plan(int number)
    {
        var block = ObjectJournalFolder.BlockOf(number);
        return Listing.Blocks.Contains(block) ? (_folder.Block(block), true, block + ObjectJournalFolder.BlockLength)
            : Listing.Segments.Contains(number) ? (_folder.Segment(number), false, number + 1)
            : null;
    }

    private async Task ReadByNameAsync(List<Trial>? changes, CancellationToken cancellationToken)
    {
        while (await WholeObject.ReadAsync(_folder.Store, _folder.Segment(Next), cancellationToken).ConfigureAwait(false) is { } content)
        {
            Accept(_folder.Segment(Next), isBlock: false, content, changes);
        }
    }

    private void Accept(Uri uri, bool isBlock, byte[] content, List<Trial>? changes)
    {
        Scanner.Replay.Place = uri.ToString();
        if (isBlock && !content.AsSpan().StartsWith(Block))
        {
            throw new TuningJournalException(uri.ToString(), "This object does not begin with the segments that it stands for. Nothing was changed. Restore it from a copy.");
        }

        Scanner.Read(content.AsSpan(isBlock ? (int)_block.Length : 0), changes);
        if (!Scanner.Tail.IsEmpty)
        {
            throw JournalReplay.Damaged(uri.ToString(), Scanner.Replay.Lines + 1, "its last line has no end");
        }

        if (isBlock)
        {
            Next = ObjectJournalFolder.BlockOf(Next) + ObjectJournalFolder.BlockLength;
            _block.SetLength(0);
            return;
        }

        _block.Write(content);
        if (++Next == ObjectJournalFolder.BlockOf(Next))
        {
            if (KeepFullBlocks)
            {
                FullBlocks.Add((Next - ObjectJournalFolder.BlockLength, _block.ToArray()));
            }

            _block.SetLength(0);
        }
    }
}
