using System.Globalization;
using Slipway.Storage;

namespace Slipway.Tuning;

/// <summary>
/// The objects of a journal in an object store: numbered segments of whole lines, <c>segments/00000001</c>, each written once and only if it is not
/// there; blocks of <see cref="BlockLength"/> of them in one object, <c>blocks/00000001</c> for the first 256, in whose place the segments may be
/// deleted later; and the writer's lease.
/// </summary>
/// <param name="location">URI of the journal, without a trailing slash.</param>
/// <param name="store">Its store.</param>
internal sealed class ObjectJournalFolder(string location, IObjectStore store)
{
    /// <summary>Segments in a block: a search of 10,000 trials is read from about 80 objects and not from 20,000.</summary>
    public const int BlockLength = 256;

    private readonly Uri _root = new(location + "/");

    public string Location => location;

    public IObjectStore Store => store;

    public LeaseFolder Lease { get; } = new(store, new Uri(location + "/lease/"), "alive.json");

    /// <exception cref="TuningJournalException">No store serves the URI.</exception>
    public static ObjectJournalFolder At(string journal, SlipwayServices services)
    {
        var location = journal.TrimEnd('/');
        try
        {
            return new ObjectJournalFolder(location, services.GetStore(new Uri(location, UriKind.Absolute)));
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException)
        {
            throw new TuningJournalException(location, e.Message, innerException: e);
        }
    }

    public Uri Segment(int number) => Numbered("segments", number);

    /// <param name="first">First segment of the block.</param>
    public Uri Block(int first) => Numbered("blocks", first);

    /// <summary>First segment of the block that a segment belongs to.</summary>
    public static int BlockOf(int segment) => ((segment - 1) / BlockLength * BlockLength) + 1;

    /// <summary>Numbers of the segments, and first segments of the blocks, that are there.</summary>
    public async Task<(SortedSet<int> Segments, SortedSet<int> Blocks)> ListAsync(CancellationToken cancellationToken) =>
        (await NumbersAsync("segments/", cancellationToken).ConfigureAwait(false), await NumbersAsync("blocks/", cancellationToken).ConfigureAwait(false));

    public async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await store.StatAsync(Segment(1), cancellationToken).ConfigureAwait(false) is not null
                || await store.StatAsync(Block(1), cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (IOException e)
        {
            throw CannotRead(e);
        }
    }

    public TuningJournalException CannotRead(Exception e) =>
        new(location, $"The journal cannot be read: {e.Message.TrimEnd('.')}. Check that the store can be reached and read.", innerException: e);

    private async Task<SortedSet<int>> NumbersAsync(string kind, CancellationToken cancellationToken)
    {
        var numbers = new SortedSet<int>();
        await foreach (var found in store.ListAsync(new Uri(_root, kind), cancellationToken).ConfigureAwait(false))
        {
            if (int.TryParse(found.Uri.Segments[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }

    private Uri Numbered(string kind, int number) => new(_root, string.Create(CultureInfo.InvariantCulture, $"{kind}/{number:D8}"));
}
