using Apache.Arrow;
using Slipway;

namespace Quickstart;

/// <summary>A digit as an application would have it: 64 raw pixels from 0 (white) to 16 (black), and what it shows.</summary>
internal sealed record Digit(float[] Pixels, string Label)
{
    public const int Size = 8;

    public static async Task<List<Digit>> ReadAsync(DataChannel channel)
    {
        var digits = new List<Digit>();
        await foreach (var batch in channel.ReadAsync())
        {
            using (batch)
            {
                var pixels = Enumerable.Range(0, Size * Size).Select(p => (DoubleArray)batch.Column($"p{p}")).ToArray();
                var labels = (DoubleArray)batch.Column("digit");
                for (var row = 0; row < batch.Length; row++)
                {
                    digits.Add(new Digit([.. pixels.Select(p => (float)p.Values[row])], $"{labels.Values[row]}"));
                }
            }
        }

        return digits;
    }
}
