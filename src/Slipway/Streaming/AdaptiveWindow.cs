using System.Text.Json.Nodes;

namespace Slipway.Streaming;

/// <summary>
/// ADWIN: a window over numbers from 0 to 1 that drops its older part as soon as that part's mean differs from the newer one's by more than chance
/// allows (Bifet and Gavalda, "Learning from Time-Changing Data with Adaptive Windowing", SDM 2007; section 4, with the normal approximation of the
/// bound and five buckets a size). Memory grows with the logarithm of the window.
/// </summary>
/// <param name="confidence">Probability of a change by chance.</param>
internal sealed class AdaptiveWindow(double confidence)
{
    private const int BucketsPerSize = 5;
    private const int CheckEvery = 32;
    private const int SmallestPart = 5;

    // Newest size first; within a size oldest first. A bucket of level k stands for 2^k numbers.
    private readonly List<List<(double Sum, double Squares)>> _levels = [[]];
    private long _added;
    private double _sum;
    private double _squares;

    /// <summary>Numbers in the window.</summary>
    public long Count { get; private set; }

    /// <summary>Their mean.</summary>
    public double Mean => Count == 0 ? 0 : _sum / Count;

    /// <summary>Adds a number.</summary>
    /// <param name="value">From 0 to 1.</param>
    /// <param name="before">When true is returned: the mean of what was dropped.</param>
    /// <returns>Whether the window was cut because the newer numbers are larger.</returns>
    public bool Add(double value, out double before)
    {
        _levels[0].Add((value, value * value));
        _sum += value;
        _squares += value * value;
        Count++;
        _added++;
        Compress();
        before = 0;
        return _added % CheckEvery == 0 && Cut(out before);
    }

    public JsonObject Save() => new()
    {
        ["added"] = _added,
        ["sum"] = _sum,
        ["squares"] = _squares,
        ["levels"] = new JsonArray([.. _levels.Select(l => (JsonNode)new JsonArray([.. l.Select(b => (JsonNode)new JsonArray(b.Sum, b.Squares))]))]),
    };

    public void Restore(JsonNode saved)
    {
        _levels.Clear();
        _added = saved["added"]!.GetValue<long>();
        foreach (var level in saved["levels"]!.AsArray())
        {
            var buckets = level!.AsArray().Select(b => (b![0]!.GetValue<double>(), b[1]!.GetValue<double>())).ToList();
            _levels.Add(buckets);
        }

        Total();
        (_sum, _squares) = (saved["sum"]!.GetValue<double>(), saved["squares"]!.GetValue<double>()); // summed in another order
    }

    private void Compress()
    {
        for (var k = 0; k < _levels.Count && _levels[k].Count > BucketsPerSize; k++)
        {
            if (k + 1 == _levels.Count)
            {
                _levels.Add([]);
            }

            var (first, second) = (_levels[k][0], _levels[k][1]);
            _levels[k].RemoveRange(0, 2);
            _levels[k + 1].Add((first.Sum + second.Sum, first.Squares + second.Squares));
        }
    }

    private bool Cut(out double before)
    {
        before = 0;
        var (rose, dropped, droppedCount) = (false, 0.0, 0L);
        while (FindCut() is { } cut)
        {
            rose |= cut.Rose;
            var level = _levels.FindLastIndex(l => l.Count > 0);
            dropped += _levels[level][0].Sum;
            droppedCount += 1L << level;
            _levels[level].RemoveAt(0);
            Total();
        }

        before = droppedCount > 0 ? dropped / droppedCount : 0;
        return rose && before < Mean;
    }

    private (bool Rose, long Older)? FindCut()
    {
        if (Count < 2 * SmallestPart)
        {
            return null;
        }

        var mean = _sum / Count;
        var variance = Math.Max(0, (_squares / Count) - (mean * mean));
        var logTerm = Math.Log(2 * Math.Log(Count) / confidence);
        var (older, olderSum) = (0L, 0.0);
        for (var k = _levels.Count - 1; k >= 0; k--)
        {
            foreach (var bucket in _levels[k])
            {
                older += 1L << k;
                olderSum += bucket.Sum;
                var newer = Count - older;
                if (older < SmallestPart || newer < SmallestPart)
                {
                    continue;
                }

                var harmonic = (1.0 / older) + (1.0 / newer);
                var bound = Math.Sqrt(2 * harmonic * variance * logTerm) + (2.0 / 3 * harmonic * logTerm);
                var difference = ((_sum - olderSum) / newer) - (olderSum / older);
                if (Math.Abs(difference) > bound)
                {
                    return (difference > 0, older);
                }
            }
        }

        return null;
    }

    // From the buckets rather than by subtraction, so that rounding never adds up.
    private void Total()
    {
        (Count, _sum, _squares) = (0, 0, 0);
        for (var k = 0; k < _levels.Count; k++)
        {
            foreach (var (sum, squares) in _levels[k])
            {
                Count += 1L << k;
                _sum += sum;
                _squares += squares;
            }
        }
    }
}
