namespace Slipway;

/// <summary>
/// Several columns of codes as one: a code for each combination of their codes that occurs. A row then costs one addition to a histogram in
/// place of one a column, and the columns' own histograms are sums over combinations.
/// </summary>
internal sealed class JointColumn
{
    private const int MostCodesToJoin = 64;

    /// <summary>Joint columns that a further column is tried with, the newest: trying all would take time with the square of the columns.</summary>
    private const int Candidates = 16;

    private readonly List<int> _columns = [];
    private readonly List<ushort[]> _codes = [];

    /// <param name="column">The first column.</param>
    /// <param name="codes">Its codes, one a row.</param>
    /// <param name="count">How many codes it has.</param>
    public JointColumn(int column, byte[] codes, int count)
    {
        Codes = Array.ConvertAll(codes, c => (ushort)c);
        Count = count;
        _columns.Add(column);
        _codes.Add([.. Enumerable.Range(0, count).Select(c => (ushort)c)]);
    }

    /// <summary>One code a row; empty once dropped.</summary>
    public ushort[] Codes { get; private set; }

    /// <summary>Number of codes.</summary>
    public int Count { get; private set; }

    /// <summary>The columns in it.</summary>
    public IReadOnlyList<int> Columns => _columns;

    /// <summary>By member, then by joint code: the member's own code.</summary>
    public IReadOnlyList<ushort[]> CodesOf => _codes;

    /// <summary>Number of combinations with a further column; more than <paramref name="limit"/> are not counted out.</summary>
    public int CountWith(byte[] codes, int count, int limit)
    {
        var seen = new bool[Count * count];
        var found = 0;
        for (var row = 0; row < codes.Length && found <= limit; row++)
        {
            ref var known = ref seen[(Codes[row] * count) + codes[row]];
            found += known ? 0 : 1;
            known = true;
        }

        return found;
    }

    /// <summary>Takes in a further column.</summary>
    public void Add(int column, byte[] codes, int count)
    {
        // Combinations are numbered as they come; 0 means not seen.
        var number = new int[Count * count];
        var pairs = new List<(int Joint, int Own)>();
        for (var row = 0; row < codes.Length; row++)
        {
            ref var known = ref number[(Codes[row] * count) + codes[row]];
            if (known == 0)
            {
                pairs.Add((Codes[row], codes[row]));
                known = pairs.Count;
            }

            Codes[row] = (ushort)(known - 1);
        }

        for (var i = 0; i < _codes.Count; i++)
        {
            var before = _codes[i];
            _codes[i] = [.. pairs.Select(p => before[p.Joint])];
        }

        _codes.Add([.. pairs.Select(p => (ushort)p.Own)]);
        _columns.Add(column);
        Count = pairs.Count;
    }

    /// <summary>Lets go of the codes of the rows.</summary>
    public void DropCodes() => Codes = [];

    /// <summary>Columns joined greedily, the largest first, each to the column with which it makes the fewest combinations.</summary>
    /// <param name="bins">The columns.</param>
    /// <param name="limit">Most codes of a joint column.</param>
    /// <param name="cancellationToken">Seen within a column.</param>
    public static List<JointColumn> Join(BinnedFeatures bins, int limit, CancellationToken cancellationToken)
    {
        var joined = new List<JointColumn>();
        foreach (var column in Enumerable.Range(0, bins.Columns.Length).OrderByDescending(c => bins.CodeCounts[c]))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (codes, count) = (bins.Columns[column], bins.CodeCounts[column]);
            JointColumn? best = null;
            var fewest = limit;
            foreach (var candidate in joined.Skip(joined.Count - Candidates))
            {
                // Two columns of many codes have too many combinations, which need not be counted to be known.
                if (count <= MostCodesToJoin && candidate.Count <= limit && candidate.CountWith(codes, count, fewest) is var found && found <= fewest)
                {
                    (best, fewest) = (candidate, found);
                }
            }

            if (best is null)
            {
                joined.Add(new JointColumn(column, codes, count));
            }
            else
            {
                best.Add(column, codes, count);
            }
        }

        return joined;
    }
}
