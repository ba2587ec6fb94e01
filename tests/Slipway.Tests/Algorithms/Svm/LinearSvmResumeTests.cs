using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Jobs;
using Slipway.Tests.Algorithms.Trees;

namespace Slipway.Tests.Algorithms;

/// <summary>A dual coordinate descent that is stopped and resumed gives the model of an undisturbed one, bit for bit.</summary>
public class LinearSvmResumeTests
{
    [Theory]
    [InlineData("breast_cancer.csv", SvmLoss.Hinge, 2)]
    [InlineData("breast_cancer.csv", SvmLoss.SquaredHinge, 5)]
    [InlineData("wine.csv", SvmLoss.SquaredHinge, 5)]
    public void Train_GivenCheckpoint_GoesOnToTheSameModel(string file, SvmLoss loss, int steps)
    {
        // given: a training stopped early, with a checkpoint after every pass
        var algorithm = new SvmClassifier
        {
            Kernel = SvmKernel.Linear,
            Solver = SvmSolver.DualCoordinateDescent,
            Calibrate = false,
            Loss = loss,
            C = 0.01,
            MaxIterations = 40,
            Tolerance = 1e-9,
        };
        using var table = TreeTable.Classification(file);
        using var undisturbedFolder = new TemporaryFolder();
        using var folder = new TemporaryFolder();
        using var undisturbed = Run(algorithm, table, undisturbedFolder.File("checkpoints"), null);
        using var first = Run(algorithm, table, folder.File("checkpoints"), steps);

        // when
        using var resumed = Run(algorithm, table, folder.File("checkpoints"), null);

        // then
        Assert.NotEqual(undisturbed.Parameters(), first.Parameters());
        Assert.Equal(undisturbed.Parameters(), resumed.Parameters());
    }

    private static LinearModel Run(SvmClassifier algorithm, TreeTable table, string folder, int? steps)
    {
        var run = new TrainingRunServices
        {
            Checkpoints = new CheckpointStore(folder, TimeSpan.Zero, TimeProvider.System, NullLogger.Instance, static () => 0, static _ => { }),
            CancellationToken = TestContext.Current.CancellationToken,
        };
        return (LinearModel)algorithm.Train(new TrainingContext(algorithm.Describe(), table.Train, run) { Classes = table.Classes, Seed = 1, MaxSteps = steps });
    }
}
