using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>Principal components, as <see cref="Pca"/> found them. Thread-safe.</summary>
public sealed class PcaModel : VectorModel
{
    private const int BlockRows = 256;

    [ThreadStatic]
    private static float[]? _scratch;

    private readonly float[] _components;
    private readonly float[] _mean;
    private readonly double[] _variances;
    private readonly double _totalVariance;
    private readonly bool _whiten;
    private readonly float[] _weights;
    private readonly float[] _bias;

    internal PcaModel(float[] components, float[] mean, double[] variances, double totalVariance, bool whiten)
    {
        _components = components;
        _mean = mean;
        _variances = variances;
        _totalVariance = totalVariance;
        _whiten = whiten;
        _weights = new float[components.Length];
        _bias = new float[variances.Length];
        for (var c = 0; c < variances.Length; c++)
        {
            // A direction without variance projects to nothing but rounding: whitened, it is 0.
            var scale = !whiten ? 1 : variances[c] > 1e-12 * totalVariance ? 1 / Math.Sqrt(variances[c]) : 0;
            var bias = 0.0;
            for (var j = 0; j < mean.Length; j++)
            {
                var weight = scale * components[(c * mean.Length) + j];
                _weights[(j * variances.Length) + c] = (float)weight;
                bias -= weight * mean[j];
            }

            _bias[c] = (float)bias;
        }
    }

    /// <summary>Number of features of a row.</summary>
    public override int InputWidth => _mean.Length;

    /// <summary>Number of components.</summary>
    public override int OutputWidth => _variances.Length;

    /// <summary>The directions, <c>[components x features]</c>, each of length 1, largest variance first.</summary>
    public ReadOnlySpan<float> Components => _components;

    /// <summary>What is subtracted from each feature.</summary>
    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>Variance of the training rows along each component (divided by rows - 1).</summary>
    public ReadOnlySpan<double> ExplainedVariance => _variances;

    /// <summary>Share of the training rows' total variance along each component; 0 when there is no variance.</summary>
    public ReadOnlySpan<double> ExplainedVarianceRatio => _variances.Select(v => _totalVariance > 0 ? v / _totalVariance : 0).ToArray();

    /// <inheritdoc/>
    public override void Score(FeatureBlock features, Span<float> output)
    {
        if (features.Width != InputWidth)
        {
            throw new ArgumentException($"The rows have {features.Width} features; the model was trained on {InputWidth}.",
                nameof(features));
        }

        if (features.IsSparse)
        {
            SparseGemm.Multiply(features.Csr(), OutputWidth, _weights, OutputWidth, output, OutputWidth, epilogue: new GemmEpilogue(_bias));
            return;
        }

        for (var start = 0; start < features.Rows; start += BlockRows)
        {
            var rows = Math.Min(BlockRows, features.Rows - start);
            var moved = Moved(features.Slice(start, rows));
            Gemm.Multiply(
                false, false, rows, OutputWidth, InputWidth, moved, InputWidth, _weights, OutputWidth,
                output.Slice(start * OutputWidth, rows * OutputWidth), OutputWidth);
        }
    }

    /// <inheritdoc/>
    public override void Save(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("components", [OutputWidth, InputWidth], _components);
        writer.Write("mean", [InputWidth], _mean);
        writer.Write("explained_variance", [OutputWidth], _variances);
        writer.WriteValue("total_variance", _totalVariance);
        writer.WriteValue("whiten", _whiten);
    }

    internal static PcaModel Load(ModelReader reader)
    {
        var count = reader.Shape("explained_variance") is [> 0 and <= 65_536 and var components]
            ? components
            : throw new FormatException("The tensor 'explained_variance' is not a vector of 1 to 65536 values.");
        var total = reader.ReadValue("total_variance")?.GetValue<double>() ?? throw new FormatException("total_variance is null.");
        return new PcaModel(
            reader.ReadSingle("components", count, reader.FeatureCount), reader.ReadSingle("mean", reader.FeatureCount),
            reader.ReadDouble("explained_variance", count), total,
            reader.ReadValue("whiten")?.GetValue<bool>() ?? throw new FormatException("whiten is null."));
    }

    /// <summary>Share of other rows' squared distance from the mean that their projections keep; 0 when there is none.</summary>
    internal double ExplainedVarianceRatioOf(FeatureMatrix matrix, CancellationToken cancellationToken)
    {
        double kept = 0, total = 0;
        var row = new float[InputWidth];
        var projection = new float[OutputWidth];
        for (var c = 0; c < matrix.ChunkCount; c++)
        {
            var chunk = matrix.Chunk(c);
            for (var i = 0; i < chunk.Rows; i++)
            {
                if (i % BlockRows == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                var weight = chunk.Weights.IsEmpty ? 1.0 : chunk.Weights[i];
                LabelledRows.CopyRow(chunk.Features.Slice(i, 1), row);
                Score(FeatureBlock.Dense(row, 1, InputWidth), projection);
                total += weight * ExactDistance.Squared(row, _mean);
                for (var k = 0; k < projection.Length; k++)
                {
                    kept += weight * projection[k] * projection[k] * (_whiten ? _variances[k] : 1);
                }
            }

            matrix.Release(c);
        }

        return total > 0 ? kept / total : 0;
    }

    internal override EvaluationReport? EvaluateOwn(FeatureMatrix matrix, CancellationToken cancellationToken) => new()
    {
        Task = LearningTask.Transformation,
        Rows = matrix.RowCount,
        Metrics = new Dictionary<string, double> { ["explained_variance_ratio"] = ExplainedVarianceRatioOf(matrix, cancellationToken) },
    };

    private ReadOnlySpan<float> Moved(FeatureBlock rows)
    {
        if (_scratch is null || _scratch.Length < rows.Values.Length)
        {
            _scratch = new float[rows.Values.Length];
        }

        var moved = _scratch.AsSpan(0, rows.Values.Length);
        for (var start = 0; start < moved.Length; start += InputWidth)
        {
            for (var j = 0; j < InputWidth; j++)
            {
                moved[start + j] = rows.Values[start + j] - _mean[j];
            }
        }

        return moved;
    }
}
