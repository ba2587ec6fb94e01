namespace Slipway.Kernels.Tests;

public class ActivationTests
{
    private delegate void Forward(KernelPath path, ReadOnlySpan<float> x, Span<float> y);

    private delegate void Backward(KernelPath path, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dx);

    private static readonly (string Name, Forward Apply, Func<double, double> Exact, double MaxUlps)[] Functions =
    [
        ("exp", Exp.Apply, Math.Exp, 1.1),
        ("log", Log.Apply, Math.Log, 0.9),
        ("relu", Relu.Forward, x => double.IsNaN(x) ? x : x > 0 ? x : 0, 0),
        ("tanh", Tanh.Forward, Math.Tanh, 1.4),
        ("sigmoid", Sigmoid.Forward, x => 1 / (1 + Math.Exp(-x)), 2.5),
    ];

    private static readonly (string Name, Forward Forward, Backward Backward, bool FromOutput, Func<double, double> Exact)[] Gradients =
    [
        ("relu", Relu.Forward, Relu.Backward, true, x => Math.Max(x, 0)),
        ("tanh", Tanh.Forward, Tanh.Backward, true, Math.Tanh),
        ("sigmoid", Sigmoid.Forward, Sigmoid.Backward, true, x => 1 / (1 + Math.Exp(-x))),
        ("gelu", Gelu.Forward, Gelu.Backward, false, ExactGelu),
    ];

    public static TheoryData<KernelPath> Paths => TestPaths.VectorData;

    [Theory]
    [MemberData(nameof(Paths))]
    public void Forward_GivenLengths0To257_MatchesReference(KernelPath path)
    {
        foreach ((string name, Forward apply) in Functions.Select(f => (f.Name, f.Apply)).Append(("gelu", Gelu.Forward)))
        {
            for (int length = 0; length <= 257; length++)
            {
                float[] x = Bits.RandomWithSpecial(length + 3, length, scale: 20f);
                // An odd start, and a canary behind the end.
                float[] expected = new float[length + 3], actual = new float[length + 3];
                apply(KernelPath.Scalar, x.AsSpan(1, length), expected.AsSpan(1, length));
                apply(path, x.AsSpan(1, length), actual.AsSpan(1, length));
                Bits.AssertSame(expected, actual, $"{name} of length {length}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Backward_GivenLengths0To257_MatchesReference(KernelPath path)
    {
        foreach (var gradient in Gradients)
        {
            for (int length = 0; length <= 257; length++)
            {
                float[] x = Bits.RandomWithSpecial(length, length, scale: 5f), dy = Bits.Random(length, length + 7);
                float[] expected = new float[length];
                gradient.Backward(KernelPath.Scalar, x, dy, expected);
                gradient.Backward(path, x, dy, dy);
                Bits.AssertSame(expected, dy, $"{gradient.Name} of length {length}, in place");
            }
        }
    }

    [Fact]
    public void Forward_GivenFloatsFromTheWholeRange_StaysWithinStatedUlps()
    {
        foreach ((string name, Forward apply, Func<double, double> exact, double maxUlps) in Functions)
        {
            // Every 4,099th float (a prime) of both signs: a million arguments in every binade.
            float[] x = new float[1 << 20], y = new float[x.Length];
            for (int i = 0; i < x.Length; i++)
                x[i] = BitConverter.UInt32BitsToSingle((uint)i * 4099u);
            apply(KernelPaths.Current, x, y);
            double worst = 0;
            float at = 0;
            for (int i = 0; i < x.Length; i++)
            {
                double ulps = Bits.Ulps(exact(x[i]), y[i]);
                if (ulps > worst)
                    (worst, at) = (ulps, x[i]);
            }
            Assert.True(worst <= maxUlps, $"{name}({at:R}) is {worst} ulp off");
        }
    }

    [Fact]
    public void Forward_GivenCommonRange_StaysWithinStatedUlps()
    {
        foreach ((string name, Forward apply, Func<double, double> exact, double maxUlps) in Functions)
        {
            float[] x = Bits.Random(1 << 20, 5, scale: 15f), y = new float[x.Length];
            if (name == "log")
                x = Array.ConvertAll(x, MathF.Abs);
            apply(KernelPaths.Current, x, y);
            double worst = Enumerable.Range(0, x.Length).Max(i => Bits.Ulps(exact(x[i]), y[i]));
            Assert.True(worst <= maxUlps, $"{name} is {worst} ulp off");
        }
    }

    [Fact]
    public void Gelu_GivenCommonRange_StaysWithinStatedError()
    {
        float[] x = Bits.Random(1 << 18, 6, scale: 15f), y = new float[x.Length];
        Gelu.Forward(x, y);
        double worst = Enumerable.Range(0, x.Length).Max(i => Math.Abs(ExactGelu(x[i]) - y[i]) / Math.Max(1, Math.Abs(x[i])));
        Assert.True(worst <= 1e-6, $"gelu is {worst} off");
    }

    [Fact]
    public void Forward_GivenInfinity_GivesTheLimit()
    {
        float[] x = [float.NegativeInfinity, float.PositiveInfinity];
        Assert.Equal([0f, float.PositiveInfinity], Applied(Exp.Apply, x));
        Assert.Equal([float.NaN, float.PositiveInfinity], Applied(Log.Apply, x));
        Assert.Equal([-1f, 1f], Applied(Tanh.Forward, x));
        Assert.Equal([0f, 1f], Applied(Sigmoid.Forward, x));
        Assert.Equal([0f, float.PositiveInfinity], Applied(Relu.Forward, x));
        Assert.Equal([-0f, float.PositiveInfinity], Applied(Gelu.Forward, x));
    }

    [Fact]
    public void Forward_GivenNaN_KeepsIt()
    {
        foreach (Forward apply in new Forward[] { Exp.Apply, Log.Apply, Tanh.Forward, Sigmoid.Forward, Relu.Forward, Gelu.Forward })
            Assert.All(Applied(apply, Enumerable.Repeat(float.NaN, 17).ToArray()), y => Assert.True(float.IsNaN(y)));
    }

    [Fact]
    public void Backward_GivenAnyInput_MatchesFiniteDifferences()
    {
        const double Step = 1e-5;
        foreach (var gradient in Gradients)
        {
            float[] x = Bits.Random(500, 3, scale: 6f), y = new float[500], dy = Bits.Random(500, 4), dx = new float[500];
            gradient.Forward(KernelPaths.Current, x, y);
            gradient.Backward(KernelPaths.Current, gradient.FromOutput ? y : x, dy, dx);
            for (int i = 0; i < x.Length; i++)
            {
                double slope = (gradient.Exact(x[i] + Step) - gradient.Exact(x[i] - Step)) / (2 * Step);
                Assert.True(Math.Abs((dy[i] * slope) - dx[i]) <= 2e-6, $"{gradient.Name}'({x[i]}) dy = {dy[i] * slope}, not {dx[i]}");
            }
        }
    }

    [Fact]
    public void Of_GivenAnyValue_MatchesTheSpan()
    {
        float[] x = Bits.RandomWithSpecial(300, 9, 30f);
        Bits.AssertSame(Applied(Exp.Apply, x), Array.ConvertAll(x, Exp.Of));
        Bits.AssertSame(Applied(Log.Apply, x), Array.ConvertAll(x, Log.Of));
        Bits.AssertSame(Applied(Sigmoid.Forward, x), Array.ConvertAll(x, Sigmoid.Of));
        Bits.AssertSame(Applied(Tanh.Forward, x), Array.ConvertAll(x, Tanh.Of));
    }

    [Fact]
    public void Forward_GivenShiftedOverlapOrOtherLength_Throws()
    {
        float[] x = new float[10];
        Assert.Equal("x", Assert.Throws<ArgumentException>(() => Exp.Apply(x.AsSpan(0, 9), x.AsSpan(1, 9))).ParamName);
        Assert.Equal("y", Assert.Throws<ArgumentException>(() => Tanh.Forward(x, new float[9])).ParamName);
        Assert.Equal("dy", Assert.Throws<ArgumentException>(() => Tanh.Backward(x, new float[9], new float[10])).ParamName);
    }

    private static float[] Applied(Forward apply, float[] x)
    {
        float[] y = new float[x.Length];
        apply(KernelPaths.Current, x, y);
        return y;
    }

    private static double ExactGelu(double x) => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));
}
