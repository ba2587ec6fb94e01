using Slipway.Features;
using Slipway.Kernels;

namespace Slipway.Tests.Algorithms;

/// <summary>One training step of a perceptron: what it allocates, and what threads change.</summary>
public class MlpStepTests
{
    private const int Rows = 512;
    private const int Inputs = 37;
    private const int Classes = 5;

    public static TheoryData<MlpActivation, Optimizer, double, int> Steps => new()
    {
        { MlpActivation.Relu, Optimizer.Adam, 0, 1 },
        { MlpActivation.Relu, Optimizer.Adam, 0, 2 },
        { MlpActivation.Gelu, Optimizer.AdamW, 0.2, 2 },
        { MlpActivation.Tanh, Optimizer.Sgd, 0, 2 },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void Update_GivenASecondStep_AllocatesNothing(MlpActivation activation, Optimizer optimizer, double dropout, int threads)
    {
        var run = new Run(Algorithm(activation, optimizer, dropout));
        run.Step(threads);
        run.Step(threads);

        // The runtime itself may allocate once on this thread (a method compiled anew); a step that allocates does so in every round.
        var allocated = long.MaxValue;
        for (var round = 0; round < 3 && allocated > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 5; i++)
            {
                run.Step(threads);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    [Theory]
    [InlineData(MlpActivation.Relu, Optimizer.Adam)]
    [InlineData(MlpActivation.Gelu, Optimizer.Sgd)]
    public void Update_GivenMoreThreads_GivesTheSameBits(MlpActivation activation, Optimizer optimizer)
    {
        // Wide enough for every loop of a step to be shared out: 512 x 700 outputs, 162,000 weights.
        var algorithm = Algorithm(activation, optimizer, dropout: 0.1);
        var expected = Train(algorithm, threads: 1);

        foreach (var threads in new[] { 2, 3, 5 })
        {
            Assert.Equal(expected, Train(algorithm, threads));
        }
    }

    private static MlpClassifier Algorithm(MlpActivation activation, Optimizer optimizer, double dropout) => new()
    {
        HiddenLayers = [700, 200],
        Activation = activation,
        Optimizer = optimizer,
        Dropout = dropout,
        BatchSize = Rows,
        LearningRate = 0.01,
    };

    private static float[] Train(MlpClassifier algorithm, int threads)
    {
        var run = new Run(algorithm);
        for (var i = 0; i < 3; i++)
        {
            run.Step(threads);
        }

        return run.Parameters;
    }

    private sealed class Run
    {
        private readonly MlpNetwork _network;
        private readonly MlpState _state;
        private readonly MlpClassifier _algorithm;
        private readonly float[] _rows = new float[Rows * Inputs];
        private readonly float[] _targets = [.. Enumerable.Range(0, Rows).Select(i => (float)(i % Classes))];
        private long _steps;

        public Run(MlpClassifier algorithm)
        {
            _algorithm = algorithm;
            _network = MlpNetwork.Create([Inputs, .. algorithm.HiddenLayers, Classes], algorithm.Activation, seed: 3);
            _state = new MlpState(algorithm, _network, new ClassificationHead(Classes, classWeights: null));
            CounterRandom.FillNormal(3, 4, 0, _rows);
        }

        public float[] Parameters => _network.Parameters;

        public void Step(int threads)
        {
            var loss = _state.Update(
                new TrainingBatch(FeatureBlock.Dense(_rows, Rows, Inputs), _targets, default), new TrainingStep(1, _steps++, 10, 3, threads),
                _algorithm.Epochs);
            Assert.True(double.IsFinite(loss));
        }
    }
}
