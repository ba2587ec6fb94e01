namespace Slipway.Tuning;

/// <summary>The part of the unit cube that reaches one leaf of a tree.</summary>
internal readonly record struct LeafBox(double[] Low, double[] High, double Value)
{
    public static LeafBox Unit(int dimensions)
    {
        var high = new double[dimensions];
        Array.Fill(high, 1);
        return new LeafBox(new double[dimensions], high, 0);
    }

    public double Volume
    {
        get
        {
            var volume = 1.0;
            for (var d = 0; d < Low.Length; d++)
            {
                volume *= High[d] - Low[d];
            }

            return volume;
        }
    }

    public LeafBox Below(int dimension, double threshold)
    {
        var high = (double[])High.Clone();
        high[dimension] = Math.Clamp(threshold, Low[dimension], High[dimension]);
        return this with { High = high };
    }

    public LeafBox Above(int dimension, double threshold)
    {
        var low = (double[])Low.Clone();
        low[dimension] = Math.Clamp(threshold, Low[dimension], High[dimension]);
        return this with { Low = low };
    }
}
