using Slipway.Data;

namespace Slipway.Prediction;

/// <summary>Chooses how a model's outputs become an answer of a type.</summary>
internal static class OutputReaders
{
    /// <summary>The reader of an answer type.</summary>
    /// <param name="task">What the model does.</param>
    /// <param name="classes">Its classes; empty unless it classifies.</param>
    /// <param name="algorithm">Who made it, for the message.</param>
    /// <exception cref="ArgumentException">A model of this task cannot give such an answer; lists those that it can give.</exception>
    public static OutputReader<TOut> Create<TOut>(LearningTask task, IReadOnlyList<string> classes, string algorithm)
    {
        object? reader = null;
        if (typeof(TOut) == typeof(float[]))
        {
            reader = new AllOutputs();
        }
        else if (task is LearningTask.Classification)
        {
            string[] labels = [.. classes];
            reader = typeof(TOut) == typeof(Classification) ? new ClassificationOutput(labels)
                : typeof(TOut) == typeof(string) ? new LabelOutput(labels)
                : typeof(TOut) == typeof(int) ? new ClassIndexOutput()
                : null;
        }
        else if (task is LearningTask.Clustering && typeof(TOut) == typeof(int))
        {
            reader = new ClusterOutput();
        }
        else if (task is LearningTask.Regression or LearningTask.AnomalyDetection)
        {
            reader = typeof(TOut) == typeof(float) ? new SingleOutput() : typeof(TOut) == typeof(double) ? new DoubleOutput() : null;
        }

        return reader as OutputReader<TOut> ?? throw new ArgumentException(
            $"{TypeNames.Of(typeof(TOut))} cannot be the output of this model: {algorithm} {Verb(task)}. A predictor"
            + $" of it can give {Allowed(task)}.");
    }

    /// <summary>Index of the largest value; of equal ones, the first.</summary>
    internal static int IndexOfLargest(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
            {
                best = i;
            }
        }

        return best;
    }

    private static string Verb(LearningTask task) => task switch
    {
        LearningTask.Classification => "classifies",
        LearningTask.Regression => "predicts a number",
        LearningTask.AnomalyDetection => "scores anomalies",
        LearningTask.Transformation => "maps rows to other features",
        _ => "clusters",
    };

    private static string Allowed(LearningTask task) => task switch
    {
        LearningTask.Classification =>
            "Classification, string (the label), int (the class index) or float[] (the probability of each class)",
        LearningTask.Regression or LearningTask.AnomalyDetection => "float, double or float[]",
        LearningTask.Transformation => "float[]",
        _ => "int (the cluster) or float[]",
    };

    private sealed class ClassificationOutput(string[] labels) : OutputReader<Classification>
    {
        public override Classification Read(ReadOnlySpan<float> outputs)
        {
            var best = IndexOfLargest(outputs);
            return new Classification(labels[best], best, outputs[best]);
        }
    }

    private sealed class LabelOutput(string[] labels) : OutputReader<string>
    {
        public override string Read(ReadOnlySpan<float> outputs) => labels[IndexOfLargest(outputs)];
    }

    private sealed class ClassIndexOutput : OutputReader<int>
    {
        public override int Read(ReadOnlySpan<float> outputs) => IndexOfLargest(outputs);
    }

    private sealed class ClusterOutput : OutputReader<int>
    {
        public override int Read(ReadOnlySpan<float> outputs) => (int)outputs[0];
    }

    private sealed class SingleOutput : OutputReader<float>
    {
        public override float Read(ReadOnlySpan<float> outputs) => outputs[0];
    }

    private sealed class DoubleOutput : OutputReader<double>
    {
        public override double Read(ReadOnlySpan<float> outputs) => outputs[0];
    }

    private sealed class AllOutputs : OutputReader<float[]>
    {
        public override float[] Read(ReadOnlySpan<float> outputs) => outputs.ToArray();
    }
}
