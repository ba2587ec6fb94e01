using Slipway.Features;

namespace Slipway;

/// <summary>Targets and weights of the training rows, and which rows count.</summary>
internal sealed class TreeRows
{
    private TreeRows(int rows)
    {
        Targets = new double[rows];
        Weights = new double[rows];
    }

    /// <summary>Class indices or values.</summary>
    public double[] Targets { get; }

    /// <summary>Row weights with class weights in them.</summary>
    public double[] Weights { get; }

    /// <summary>Sum of the weights, positive.</summary>
    public double TotalWeight { get; private set; }

    /// <summary>Rows of positive weight, ascending.</summary>
    public int[] Counted { get; private set; } = [];

    /// <param name="context">The training rows.</param>
    /// <param name="classWeights">One weight a class, or null.</param>
    /// <exception cref="DataFormatException">There is no row, no target, or no row that weighs anything.</exception>
    public static TreeRows Read(TrainingContext context, float[]? classWeights)
    {
        var matrix = context.Train;
        if (!matrix.HasTargets || matrix.RowCount == 0)
        {
            throw new DataFormatException(
                matrix.HasTargets ? "no rows to train on" : "no targets to train on", "train", remedy: "Pass labelled rows: DataChannel.WithLabel.");
        }

        var rows = new TreeRows(checked((int)matrix.RowCount));
        var at = 0;
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var chunk = matrix.Chunk(c);
            for (var i = 0; i < chunk.Rows; i++, at++)
            {
                rows.Targets[at] = chunk.Targets[i];
                rows.Weights[at] = ClassWeightTable.RowWeight(classWeights, chunk, i);
                rows.TotalWeight += rows.Weights[at];
            }
        }

        rows.Counted = [.. Enumerable.Range(0, at).Where(i => rows.Weights[i] > 0)];
        return rows.TotalWeight > 0 && double.IsFinite(rows.TotalWeight)
            ? rows
            : throw new DataFormatException("the rows' weights sum to " + FormattableString.Invariant($"{rows.TotalWeight}"), "train", expected: "a positive number");
    }

    /// <summary>What the rows add to histograms; weights are still to be set.</summary>
    /// <exception cref="ArgumentException">Classification without classes.</exception>
    public RowValues ToValues(TrainingContext context)
    {
        if (context.Algorithm.Task == LearningTask.Regression)
        {
            return RowValues.ForTargets(Targets);
        }

        return context.Classes.Count > 0
            ? RowValues.ForClasses(Array.ConvertAll(Targets, t => (int)t), context.Classes.Count)
            : throw new ArgumentException("The context has no classes; pass them to TrainingContext.Create.", nameof(context));
    }
}
