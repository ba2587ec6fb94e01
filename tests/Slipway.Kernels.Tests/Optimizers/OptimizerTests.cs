namespace Slipway.Kernels.Tests;

public class OptimizerTests
{
    public static TheoryData<KernelPath> Paths => TestPaths.VectorData;

    [Theory]
    [MemberData(nameof(Paths))]
    public void AdamStep_GivenLengths0To257_MatchesReference(KernelPath path)
    {
        for (int length = 0; length <= 257; length++)
        {
            var settings = new AdamSettings { L2 = 0.01f * (length % 2), DecoupledDecay = 0.1f * (length % 3), GradientScale = 0.5f }.AtStep(length + 1);
            State expected = new(length), actual = new(length);
            AdamStep.Apply(KernelPath.Scalar, settings, expected.Weights, expected.Gradient, expected.Mean, expected.Square);
            AdamStep.Apply(path, settings, actual.Weights, actual.Gradient, actual.Mean, actual.Square);
            Bits.AssertSame(expected.Weights, actual.Weights);
            Bits.AssertSame(expected.Mean, actual.Mean);
            Bits.AssertSame(expected.Square, actual.Square);
        }
    }

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(0.1f, 0f)]
    [InlineData(0f, 0.1f)]
    public void AdamStep_GivenManySteps_MatchesThePaperInDouble(float l2, float decay)
    {
        State s = new(100);
        Array.Clear(s.Mean);
        Array.Clear(s.Square);
        double[] w = Array.ConvertAll(s.Weights, x => (double)x), m = new double[100], v = new double[100];
        for (int t = 1; t <= 20; t++)
        {
            float[] gradient = Bits.Random(100, t);
            AdamStep.Apply(
                new AdamSettings { LearningRate = 0.01f, L2 = l2, DecoupledDecay = decay }.AtStep(t), s.Weights, gradient, s.Mean, s.Square);
            for (int i = 0; i < 100; i++)
            {
                double g = gradient[i] + (l2 * w[i]);
                m[i] = (0.9 * m[i]) + (0.1 * g);
                v[i] = (0.999 * v[i]) + (0.001 * g * g);
                double corrected = m[i] / (1 - Math.Pow(0.9, t)) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-8);
                w[i] -= 0.01 * (corrected + (decay * w[i]));
            }
        }
        for (int i = 0; i < 100; i++)
            Assert.Equal(w[i], s.Weights[i], 2e-5);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void AdamStep_GivenSubnormalAndZeroGradients_StaysFinite(KernelPath path)
    {
        float[] gradient = Enumerable.Range(0, 33).Select(i => i % 3 == 0 ? 0f : i * float.Epsilon).ToArray();
        float[] weights = new float[33], mean = new float[33], square = new float[33];
        for (int t = 1; t < 50; t++)
            AdamStep.Apply(path, new AdamSettings().AtStep(t), weights, gradient, mean, square);
        Assert.All(weights.Concat(mean).Concat(square), x => Assert.True(float.IsFinite(x)));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void SgdStep_GivenLengths0To257_MatchesReference(KernelPath path)
    {
        for (int length = 0; length <= 257; length++)
        {
            var settings = new SgdSettings { Momentum = length % 3 == 0 ? 0f : 0.9f, Nesterov = length % 2 == 0, WeightDecay = 0.01f, GradientScale = 0.5f };
            State expected = new(length), actual = new(length);
            SgdStep.Apply(KernelPath.Scalar, settings, expected.Weights, expected.Gradient, expected.Mean);
            SgdStep.Apply(path, settings, actual.Weights, actual.Gradient, actual.Mean);
            Bits.AssertSame(expected.Weights, actual.Weights);
            Bits.AssertSame(expected.Mean, actual.Mean);
        }
    }

    [Theory]
    [InlineData(0f, false)]
    [InlineData(0.9f, false)]
    [InlineData(0.9f, true)]
    public void SgdStep_GivenManySteps_MatchesTheFormulaInDouble(float momentum, bool nesterov)
    {
        State s = new(100);
        Array.Clear(s.Mean);
        double[] w = Array.ConvertAll(s.Weights, x => (double)x), u = new double[100];
        var settings = new SgdSettings { LearningRate = 0.05f, Momentum = momentum, Nesterov = nesterov, WeightDecay = 0.1f };
        for (int t = 1; t <= 20; t++)
        {
            float[] gradient = Bits.Random(100, t);
            SgdStep.Apply(settings, s.Weights, gradient, s.Mean);
            for (int i = 0; i < 100; i++)
            {
                double g = gradient[i] + (0.1 * w[i]);
                u[i] = (momentum * u[i]) + g;
                w[i] -= 0.05 * (nesterov ? g + (momentum * u[i]) : u[i]);
            }
        }
        for (int i = 0; i < 100; i++)
            Assert.Equal(w[i], s.Weights[i], 1e-5);
    }

    [Fact]
    public void AdamStep_GivenWrongArgument_NamesIt()
    {
        float[] x = new float[4];
        Assert.Equal("mean", Assert.Throws<ArgumentException>(() => AdamStep.Apply(new AdamSettings(), x, new float[4], new float[3], new float[4])).ParamName);
        Assert.Equal("gradient", Assert.Throws<ArgumentException>(() => AdamStep.Apply(new AdamSettings(), x, x, new float[4], new float[4])).ParamName);
        var noEpsilon = new AdamSettings { Epsilon = 0 };
        Assert.Equal("settings", Assert.Throws<ArgumentException>(() => AdamStep.Apply(noEpsilon, x, new float[4], new float[4], new float[4])).ParamName);
        Assert.Equal("velocity", Assert.Throws<ArgumentException>(() => SgdStep.Apply(new SgdSettings { Momentum = 0.5f }, x, new float[4])).ParamName);
    }

    private sealed class State(int length)
    {
        public float[] Weights { get; } = Bits.Random(length, 1);

        public float[] Gradient { get; } = Bits.Random(length, 2);

        public float[] Mean { get; } = Bits.Random(length, 3);

        public float[] Square { get; } = Array.ConvertAll(Bits.Random(length, 4), MathF.Abs);
    }
}
