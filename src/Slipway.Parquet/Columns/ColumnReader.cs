using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Reads the rows of one column, chunk by chunk, into Arrow arrays. Not thread-safe.</summary>
/// <param name="leaf">The column.</param>
internal abstract class ColumnReader(ParquetLeaf leaf)
{
    private readonly RleReader _definition = new();
    private readonly byte[] _levels = new byte[1024];
    private PageReader? _pages;

    public ParquetLeaf Leaf => leaf;

    /// <summary>The chunk being read, for messages.</summary>
    public PageReader? Pages => _pages;

    /// <summary>Values of the page at hand that are left, missing ones included.</summary>
    protected int PageLeft { get; set; }

    /// <summary>Definition levels of the page at hand.</summary>
    protected RleReader Definition => _definition;

    /// <summary>Begins a chunk.</summary>
    public void Start(PageReader pages)
    {
        _pages = pages;
        PageLeft = 0;
        ClearDictionary();
    }

    /// <summary>Reads rows.</summary>
    /// <param name="rows">How many; the chunk must have as many left.</param>
    /// <param name="mostBytes">Where values of variable length stop: the array may then have fewer rows, but at least one.</param>
    public abstract IArrowArray Read(int rows, int mostBytes);

    /// <summary>Checks that a chunk that was read has no more values.</summary>
    /// <exception cref="InvalidDataException">It has.</exception>
    public virtual void End()
    {
        if (PageLeft > 0 || _pages!.TryRead(out _))
        {
            throw new InvalidDataException("The column has more rows than the footer states.");
        }
    }

    /// <summary>Takes over a dictionary.</summary>
    protected abstract void SetDictionary(PageBytes data, int count);

    /// <summary>Forgets the dictionary of the chunk before.</summary>
    protected abstract void ClearDictionary();

    /// <summary>Begins a page, its levels apart.</summary>
    protected abstract void StartPage(Page page);

    /// <summary>What is wrong when a chunk ends before its rows do.</summary>
    protected virtual Exception TooFewRows() => new InvalidDataException("The column has fewer rows than the footer states.");

    /// <summary>Makes sure that there is a page with values.</summary>
    protected void RequirePage()
    {
        if (PageLeft == 0)
        {
            NextPage();
        }
    }

    /// <summary>
    /// Reads which of the next rows have a value; null means all of them. At most 1,024 rows at a time.
    /// </summary>
    /// <param name="rows">How many; no more than <see cref="PageLeft"/>.</param>
    /// <param name="present">Number of rows with a value.</param>
    protected ReadOnlySpan<byte> ReadPresence(int rows, out int present)
    {
        PageLeft -= rows;
        present = rows;
        if (leaf.MaxDefinition == 0 || _definition.TrySkipRun(1, rows))
        {
            return default;
        }

        var levels = _levels.AsSpan(0, rows);
        present = _definition.ReadLevels(levels, 1);
        return present == rows ? default : levels;
    }

    /// <summary>Rows that <see cref="ReadPresence"/> can be asked for at once.</summary>
    protected static int PresenceRows => 1024;

    private void NextPage()
    {
        var first = _pages!.Dictionary is null;
        if (!_pages.TryRead(out var page))
        {
            throw TooFewRows();
        }

        if (first && _pages.Dictionary is { } dictionary)
        {
            SetDictionary(dictionary.Data, dictionary.Values);
        }

        PageLeft = page.Values;
        if (leaf.MaxDefinition > 0)
        {
            _definition.Start(page.Definition, leaf.MaxDefinition > 1 ? 2 : 1);
        }

        StartPage(page);
    }
}
