using Slipway.Features;

namespace Slipway.Tests.Algorithms;

/// <summary>Back-propagation against central differences of the loss, through every combination that takes another path in the code.</summary>
public class MlpGradientTests
{
    private const int Rows = 6;
    private const int Width = 5;

    public static TheoryData<MlpActivation, bool, bool, double> Cases
    {
        get
        {
            var cases = new TheoryData<MlpActivation, bool, bool, double>();
            foreach (var activation in Enum.GetValues<MlpActivation>())
            {
                foreach (var regression in new[] { false, true })
                {
                    cases.Add(activation, regression, false, 0);
                    cases.Add(activation, regression, true, 0);
                    cases.Add(activation, regression, false, 0.4);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Update_GivenAnyNetwork_FollowsTheNumericGradient(MlpActivation activation, bool regression, bool sparse, double dropout)
    {
        // Plain gradient descent with rate 1 moves each parameter by minus its gradient.
        MlpAlgorithm algorithm = regression
            ? new MlpRegressor { HiddenLayers = [7, 4], Activation = activation, Dropout = dropout, Optimizer = Optimizer.Sgd, Momentum = 0, Nesterov = false, LearningRate = 1, BatchSize = Rows }
            : new MlpClassifier { HiddenLayers = [7, 4], Activation = activation, Dropout = dropout, Optimizer = Optimizer.Sgd, Momentum = 0, Nesterov = false, LearningRate = 1, BatchSize = Rows };
        var network = MlpNetwork.Create([Width, 7, 4, regression ? 1 : 3], activation, seed: 5);
        var moved = network.Clone();

        Loss(algorithm, moved, regression, sparse);

        var random = new Random(3);
        for (var trial = 0; trial < 60; trial++)
        {
            var p = random.Next(network.Parameters.Length);
            const float Step = 1e-2f;
            var up = network.Clone();
            up.Parameters[p] += Step;
            var down = network.Clone();
            down.Parameters[p] -= Step;
            var numeric = (Loss(algorithm, up, regression, sparse) - Loss(algorithm, down, regression, sparse)) / (2 * Step);
            var analytic = network.Parameters[p] - moved.Parameters[p];
            Assert.Equal(numeric, analytic, 2e-2 * Math.Max(0.1, Math.Abs(numeric)));
        }
    }

    /// <summary>Mean loss before one update; the update changes the network.</summary>
    private static double Loss(MlpAlgorithm algorithm, MlpNetwork network, bool regression, bool sparse)
    {
        MlpHead head = regression ? new RegressionHead(0, 1) : new ClassificationHead(3, null);
        var values = new float[Rows * Width];
        Kernels.CounterRandom.FillNormal(11, 0, 0, values);
        float[] targets = [.. Enumerable.Range(0, Rows).Select(i => regression ? i * 0.3f : i % 3)];
        float[] weights = [1, 2, 0.5f, 1, 0, 3];
        int[] offsets = [.. Enumerable.Range(0, Rows + 1).Select(i => i * Width)];
        int[] columns = [.. Enumerable.Range(0, Rows * Width).Select(i => i % Width)];
        var features = sparse ? FeatureBlock.Sparse(offsets, columns, values, Width) : FeatureBlock.Dense(values, Rows, Width);
        var loss = new MlpState(algorithm, network, head).Update(new TrainingBatch(features, targets, weights), new TrainingStep(1, 0, 1, 7, 1), 1);
        return loss / weights.Sum();
    }
}
