using Slipway.Models;

namespace Slipway;

/// <summary>
/// Parameters of one or more factorization machines over the same features. Those of a feature lie together: a linear weight for each
/// output, then a
/// factor for each output.
/// </summary>
/// <param name="features">Number of features.</param>
/// <param name="outputs">Number of machines.</param>
/// <param name="factors">Length of a factor.</param>
internal sealed class FactorizationWeights(int features, int outputs, int factors)
{
    public int Features => features;

    public int Outputs => outputs;

    public int Factors => factors;

    /// <summary>Parameters of a feature.</summary>
    public int Stride => outputs * (1 + factors);

    public float[] Biases { get; private init; } = new float[outputs];

    public float[] Values { get; private init; } = new float[checked(features * outputs * (1 + factors))];

    public Span<float> LinearOf(int feature) => Values.AsSpan(feature * Stride, outputs);

    public Span<float> FactorsOf(int feature) => Values.AsSpan((feature * Stride) + outputs, outputs * factors);

    public bool HasSameShape(FactorizationWeights other) =>
        features == other.Features && outputs == other.Outputs && factors == other.Factors;

    public FactorizationWeights Clone() => new(features, outputs, factors) { Biases = [.. Biases], Values = [.. Values] };

    /// <summary>Outputs of a row.</summary>
    /// <param name="columns">Features of the values; empty when every feature has one.</param>
    /// <param name="values">Values.</param>
    /// <param name="output">Receives one output a machine.</param>
    /// <param name="sums">Receives <c>sum_i v_i x_i</c>, outputs times factors.</param>
    public void Forward(ReadOnlySpan<int> columns, ReadOnlySpan<float> values, Span<float> output, Span<float> sums)
    {
        sums.Clear();
        Biases.CopyTo(output);
        for (var i = 0; i < values.Length; i++)
        {
            var x = values[i];
            if (x == 0)
            {
                continue;
            }

            var feature = columns.IsEmpty ? i : columns[i];
            var linear = LinearOf(feature);
            var factor = FactorsOf(feature);
            for (var o = 0; o < outputs; o++)
            {
                var squares = 0f;
                for (var f = o * factors; f < (o + 1) * factors; f++)
                {
                    var term = factor[f] * x;
                    sums[f] += term;
                    squares += term * term;
                }

                output[o] += (linear[o] * x) - (squares / 2);
            }
        }

        for (var o = 0; o < outputs; o++)
        {
            var squares = 0f;
            foreach (var sum in sums.Slice(o * factors, factors))
            {
                squares += sum * sum;
            }

            output[o] += squares / 2;
        }
    }

    public void Write(ModelWriter writer, string prefix)
    {
        writer.Write(prefix + "bias", [outputs], Biases);
        writer.Write(prefix + "weight", [features, Stride], Values);
    }

    public static FactorizationWeights Read(ModelReader reader, string prefix, int features, int outputs, int factors)
    {
        var biases = reader.ReadSingle(prefix + "bias", outputs);
        var values = reader.ReadSingle(prefix + "weight", features, (long)outputs * (1 + factors));
        return new FactorizationWeights(features, outputs, factors) { Biases = biases, Values = values };
    }

    public override string ToString() => $"{features} features, {outputs} output(s), {factors} factors";
}
