using Slipway.Kernels;

namespace Slipway;

/// <summary>
/// The rows that can still be among a query's k nearest. A row is dropped only when k others are certainly nearer: their scores are smaller
/// by more than
/// twice the error bound, or their exact distances are smaller.
/// </summary>
internal sealed class CandidateList
{
    private const int SmallestCapacity = 128;

    private float[] _scores = [];
    private int[] _rows = [];
    private double[] _exact = [];
    private int _capacity;
    private int _k;
    private double _error;
    private double _norm;
    private float _limit;

    public int Count { get; private set; }

    public bool IsFull => Count == _capacity;

    /// <summary>False where scores say nothing, because single precision overflowed.</summary>
    public bool IsBounded { get; private set; }

    public int Row(int index) => _rows[index];

    public void SetExact(int index, double distance) => _exact[index] = distance;

    /// <summary>Makes room for a search of k neighbours.</summary>
    public void Reserve(int k)
    {
        _capacity = Math.Max(SmallestCapacity, 4 * k);
        if (_rows.Length < _capacity)
        {
            _scores = new float[_capacity];
            _rows = new int[_capacity];
            _exact = new double[_capacity];
        }
    }

    /// <summary>Starts a search.</summary>
    /// <param name="k">Neighbours wanted.</param>
    /// <param name="error">How far a score can be from the true one.</param>
    /// <param name="norm">What a score lacks to be the distance.</param>
    public void Start(int k, double error, double norm)
    {
        _k = k;
        _error = error;
        _norm = norm;
        _limit = float.PositiveInfinity;
        Count = 0;
        IsBounded = double.IsFinite(error + norm);
    }

    /// <summary>Takes scores that are small enough, until they end or the list is full.</summary>
    /// <param name="scores">Scores of consecutive rows.</param>
    /// <param name="at">Where to go on.</param>
    /// <param name="first">Row of the first score.</param>
    public void Collect(ReadOnlySpan<float> scores, ref int at, int first)
    {
        var found = TopK.Collect(scores, at, _limit, _rows.AsSpan(Count, _capacity - Count), out at);
        for (var i = Count; i < Count + found; i++)
        {
            _scores[i] = scores[_rows[i]];
            _rows[i] += first;
        }

        Count += found;
    }

    /// <summary>Takes a row whatever its score.</summary>
    public void Add(int row)
    {
        _scores[Count] = 0;
        _rows[Count++] = row;
    }

    /// <summary>Drops what the scores rule out; false when that leaves the list more than half full.</summary>
    public bool Shrink()
    {
        var kth = TopK.Partition(_scores.AsSpan(0, Count), _rows.AsSpan(0, Count), _k);
        Lower(kth + (2 * _error));
        var kept = _k;
        for (var i = _k; i < Count; i++)
        {
            if (_scores[i] <= _limit)
            {
                (_scores[kept], _rows[kept]) = (_scores[i], _rows[i]);
                kept++;
            }
        }

        Count = kept;
        return Count <= _capacity / 2;
    }

    /// <summary>Keeps the k nearest by their exact distances, which must have been set.</summary>
    public void KeepNearest()
    {
        SortExact();
        Count = Math.Min(Count, _k);
        if (IsBounded && Count == _k)
        {
            Lower(_exact[_k - 1] - _norm + _error + (1e-12 * _norm));
        }
    }

    /// <summary>Gives the k nearest by their exact distances, which must have been set.</summary>
    public void Take(Span<int> rows, Span<double> distances)
    {
        SortExact();
        _rows.AsSpan(0, rows.Length).CopyTo(rows);
        _exact.AsSpan(0, rows.Length).CopyTo(distances);
    }

    private void Lower(double limit)
    {
        var rounded = (float)limit;
        _limit = Math.Min(_limit, rounded < limit ? MathF.BitIncrement(rounded) : rounded);
    }

    /// <summary>By distance, then by row. Few elements, and nearly sorted after the first time.</summary>
    private void SortExact()
    {
        _exact.AsSpan(0, Count).Sort(_rows.AsSpan(0, Count));
        for (var i = 1; i < Count; i++)
        {
            for (var j = i; j > 0 && _exact[j] == _exact[j - 1] && _rows[j] < _rows[j - 1]; j--)
            {
                (_rows[j], _rows[j - 1]) = (_rows[j - 1], _rows[j]);
            }
        }
    }
}
