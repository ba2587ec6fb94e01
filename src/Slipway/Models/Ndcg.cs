namespace Slipway.Models;

/// <summary>
/// Normalised discounted cumulative gain, the mean over groups (queries) of rows: how well scores rank the relevant rows of a group first
/// (Järvelin and Kekäläinen, TOIS 2002). Tied scores share their positions (McSherry and Najork, ECIR 2008), so the order of rows does
/// not matter. A group without a relevant row counts as 0. Same results as scikit-learn's <c>ndcg_score</c>.
/// </summary>
/// <param name="top">Positions that count; null for all.</param>
/// <param name="exponentialGain">The gain is <c>2^relevance - 1</c> (ranking challenges, LambdaMART), not the relevance itself.</param>
internal sealed class Ndcg(int? top = null, bool exponentialGain = false)
{
    private double _sum;
    private double _weight;

    /// <summary>The mean so far, between 0 and 1; NaN before the first group.</summary>
    public double Value => _sum / _weight;

    /// <summary>Adds a group.</summary>
    /// <param name="relevance">Relevance of each row, not negative.</param>
    /// <param name="scores">Score of each row; higher ranks first.</param>
    /// <param name="weight">Weight of the group.</param>
    /// <exception cref="ArgumentException">The spans differ in length, or a relevance is negative or not finite.</exception>
    public void Add(ReadOnlySpan<float> relevance, ReadOnlySpan<float> scores, double weight = 1)
    {
        if (relevance.Length != scores.Length)
        {
            throw new ArgumentException(
                $"{relevance.Length} relevances and {scores.Length} scores; a group has one of each for every row.",
                nameof(scores));
        }

        var gains = new double[relevance.Length];
        var order = new float[relevance.Length];
        for (var i = 0; i < gains.Length; i++)
        {
            if (!(relevance[i] >= 0) || float.IsInfinity(relevance[i]))
            {
                throw new ArgumentException(
                    $"Row {i} of a group has the relevance {relevance[i]}; allowed are finite values from 0 on.",
                    nameof(relevance));
            }

            gains[i] = exponentialGain ? Math.Pow(2, relevance[i]) - 1 : relevance[i];
            order[i] = -scores[i];
        }

        var ranked = gains.ToArray();
        Array.Sort(order, ranked);
        var actual = Discounted(ranked, order);
        Array.Sort(gains, (a, b) => b.CompareTo(a));
        var ideal = Discounted(gains, []);
        _sum += ideal > 0 ? weight * actual / ideal : 0;
        _weight += weight;
    }

    private double Discounted(double[] gains, ReadOnlySpan<float> order)
    {
        var sum = 0.0;
        for (var start = 0; start < gains.Length;)
        {
            var end = start;
            var (gain, discount) = (0.0, 0.0);
            do
            {
                gain += gains[end];
                discount += end < (top ?? int.MaxValue) ? 1 / Math.Log2(end + 2) : 0;
                end++;
            }
            while (end < gains.Length && !order.IsEmpty && order[end] == order[start]);

            sum += gain / (end - start) * discount;
            start = end;
        }

        return sum;
    }
}
