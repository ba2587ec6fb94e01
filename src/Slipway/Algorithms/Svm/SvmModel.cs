using System.Buffers;
using System.Text.Json.Nodes;
using Slipway.Features;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>A trained kernel machine: a regressor, or a classifier of one class against one.</summary>
internal sealed class SvmModel : VectorModel
{
    /// <summary>Floats of a block's kernel values, and of its dense copy.</summary>
    private const int BlockFloats = 1 << 20;

    private readonly LearningTask _task;
    private readonly SvmRows _support;
    private readonly SvmKernelFunction _kernel;
    private readonly int[] _starts;
    private readonly int _classes;
    private readonly float[] _coefficients;
    private readonly float[] _biases;
    private readonly float[] _platt;
    private readonly float[] _centre;
    private readonly SvmRows _rows;
    private readonly float[] _transposed;

    /// <summary>Wraps what was learned.</summary>
    /// <param name="task">Classification or regression.</param>
    /// <param name="support">Support vectors, of a classifier class by class.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="counts">Support vectors of each class; of a regressor one number.</param>
    /// <param name="coefficients">[others x support vectors], others being classes - 1, or 1.</param>
    /// <param name="biases">One for each pair of classes (0-1, 0-2, ..., 1-2, ...), or one.</param>
    /// <param name="platt">[2 x pairs]: slopes, then offsets, of the calibration; empty without.</param>
    public SvmModel(
        LearningTask task, SvmRows support, SvmKernelFunction kernel, int[] counts, float[] coefficients, float[] biases, float[] platt)
    {
        _task = task;
        _support = support;
        _kernel = kernel;
        _classes = task == LearningTask.Classification ? counts.Length : 1;
        _starts = new int[counts.Length + 1];
        for (var c = 0; c < counts.Length; c++)
        {
            _starts[c + 1] = _starts[c] + counts[c];
        }

        _coefficients = coefficients;
        _biases = biases;
        _platt = platt;
        var centred = kernel.Kind == SvmKernel.Rbf && !support.IsSparse;
        _centre = centred ? support.Means() : new float[support.IsSparse ? 0 : support.Width];
        _rows = centred ? support.Centred(_centre) : support;
        _transposed = support.IsSparse ? [] : Transposed(_rows);
    }

    public override int InputWidth => _support.Width;

    public override int OutputWidth => _classes;

    public int SupportVectors => _support.Count;

    /// <summary>Support vectors, class by class.</summary>
    public SvmRows Support => _support;

    public SvmKernelFunction Kernel => _kernel;

    /// <summary>[others x support vectors]: b of the dual problem.</summary>
    public ReadOnlySpan<float> Coefficients => _coefficients;

    private int Others => Math.Max(1, _classes - 1);

    public override void Score(FeatureBlock features, Span<float> output)
    {
        var decisions = ArrayPool<double>.Shared.Rent(Math.Max(1, features.Rows * _biases.Length));
        try
        {
            Decide(features, decisions);
            for (var i = 0; i < features.Rows; i++)
            {
                ReadOnlySpan<double> row = decisions.AsSpan(i * _biases.Length, _biases.Length);
                if (_task == LearningTask.Regression)
                {
                    output[i] = (float)row[0];
                }
                else if (_platt.Length > 0)
                {
                    SvmOutputs.Probabilities(row, _platt, _classes, output.Slice(i * _classes, _classes));
                }
                else
                {
                    SvmOutputs.Votes(row, _classes, output.Slice(i * _classes, _classes));
                }
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(decisions);
        }
    }

    /// <summary>Decision values of every pair of classes (positive for the first of them), or the values of a regression.</summary>
    /// <param name="features">Rows.</param>
    /// <param name="decisions">Receives [rows x pairs].</param>
    public void Decide(FeatureBlock features, Span<double> decisions)
    {
        if (features.Width != InputWidth)
        {
            throw new ArgumentException($"The rows have {features.Width} features; the model was trained on {InputWidth}.", nameof(features));
        }

        var step = Math.Clamp(BlockFloats / Math.Max(1, Math.Max(_support.Count, InputWidth)), 1, 256);
        for (var start = 0; start < features.Rows; start += step)
        {
            var block = features.Slice(start, Math.Min(step, features.Rows - start));
            DecideBlock(block, decisions.Slice(start * _biases.Length, block.Rows * _biases.Length));
        }
    }

    public override void Save(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _kernel.Write(writer);
        writer.WriteValue("svm", new JsonObject { ["sparse"] = _support.IsSparse, ["calibrated"] = _platt.Length > 0 });
        writer.Write("support_counts", [_starts.Length - 1], [.. _starts.Skip(1).Select((end, c) => end - _starts[c])]);
        writer.Write("dual_coef", [Others, _support.Count], _coefficients);
        writer.Write("bias", [_biases.Length], _biases);
        if (_platt.Length > 0)
        {
            writer.Write("platt", [2, _biases.Length], _platt);
        }

        if (_support.IsSparse)
        {
            writer.Write("support_offsets", [_support.Count + 1], _support.Offsets);
            writer.Write("support_columns", [_support.Columns.Length], _support.Columns);
            writer.Write("support_values", [_support.Values.Length], _support.Values);
        }
        else
        {
            writer.Write("support_vectors", [_support.Count, InputWidth], _support.Values);
        }
    }

    public static SvmModel Load(ModelReader reader, LearningTask task)
    {
        var kernel = SvmKernelFunction.Read(reader);
        var state = reader.ReadValue("svm") as JsonObject;
        var classes = task == LearningTask.Classification ? reader.Classes.Count : 1;
        var pairs = task == LearningTask.Classification ? classes * (classes - 1) / 2 : 1;
        var counts = reader.ReadInt32("support_counts", classes);
        long total = 0;
        foreach (var count in counts)
        {
            total += count >= 0 ? count : throw new FormatException($"support_counts has the negative number {count}.");
        }

        var coefficients = reader.ReadSingle("dual_coef", Math.Max(1, classes - 1), total);
        var biases = reader.ReadSingle("bias", pairs);
        var platt = Flag(state, "calibrated") ? reader.ReadSingle("platt", 2, pairs) : [];
        var support = Flag(state, "sparse")
            ? LoadSparse(reader, (int)total)
            : SvmRows.Dense(reader.ReadSingle("support_vectors", total, reader.FeatureCount), (int)total, reader.FeatureCount);
        return new SvmModel(task, support, kernel, counts, coefficients, biases, platt);
    }

    private static SvmRows LoadSparse(ModelReader reader, int count)
    {
        var offsets = reader.ReadInt32("support_offsets", count + 1);
        var columns = reader.ReadInt32("support_columns");
        var values = reader.ReadSingle("support_values", columns.Length);
        if (offsets[0] != 0 || offsets[^1] != columns.Length)
        {
            throw new FormatException($"support_offsets goes from {offsets[0]} to {offsets[^1]}; it must go from 0 to {columns.Length}.");
        }

        try
        {
            _ = new CsrRows(reader.FeatureCount, offsets, columns, values);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"The sparse support vectors are damaged: {e.Message}", e);
        }

        return SvmRows.Sparse(offsets, columns, values, reader.FeatureCount);
    }

    private static bool Flag(JsonObject? state, string name) => state?[name] is JsonValue value && value.TryGetValue<bool>(out var flag)
        ? flag
        : throw new FormatException($"svm.{name} is not true or false.");

    private static float[] Transposed(SvmRows rows)
    {
        var transposed = new float[rows.Values.Length];
        for (var i = 0; i < rows.Count; i++)
        {
            for (var j = 0; j < rows.Width; j++)
            {
                transposed[(j * rows.Count) + i] = rows.Values[(i * rows.Width) + j];
            }
        }

        return transposed;
    }

    private void DecideBlock(FeatureBlock block, Span<double> decisions)
    {
        int rows = block.Rows, count = _support.Count, width = InputWidth, pairs = _biases.Length;
        var dense = ArrayPool<float>.Shared.Rent(Math.Max(1, rows * width));
        var values = ArrayPool<float>.Shared.Rent(Math.Max(1, rows * count));
        Densify(block, dense);
        Products(dense, rows, values);
        for (var i = 0; i < rows; i++)
        {
            var kernel = values.AsSpan(i * count, count);
            var norm = (float)SumOfSquares.Of(dense.AsSpan(i * width, width));
            _kernel.Apply(norm, _rows.Norms, kernel, kernel);
            var row = decisions.Slice(i * pairs, pairs);
            for (int a = 0, p = 0; a < _starts.Length - 1; a++)
            {
                for (var b = a + 1; b < _starts.Length - 1; b++, p++)
                {
                    row[p] = Part(kernel, a, b - 1) + Part(kernel, b, a) + _biases[p];
                }
            }

            if (_task == LearningTask.Regression)
            {
                row[0] = Part(kernel, 0, 0) + _biases[0];
            }
        }

        ArrayPool<float>.Shared.Return(values);
        ArrayPool<float>.Shared.Return(dense);
    }

    /// <summary>What the support vectors of a class add to its decision against another.</summary>
    private double Part(ReadOnlySpan<float> kernel, int ownClass, int other)
    {
        int start = _starts[ownClass], length = _starts[ownClass + 1] - start;
        return Dot.ProductDouble(kernel.Slice(start, length), _coefficients.AsSpan((other * _support.Count) + start, length));
    }

    /// <summary>The block's rows, dense, and centred as the support vectors are.</summary>
    private void Densify(FeatureBlock block, Span<float> dense)
    {
        var width = InputWidth;
        dense = dense[..(block.Rows * width)];
        if (block.IsSparse)
        {
            dense.Clear();
            for (var i = 0; i < block.Rows; i++)
            {
                for (var e = block.RowOffsets[i] - block.RowOffsets[0]; e < block.RowOffsets[i + 1] - block.RowOffsets[0]; e++)
                {
                    dense[(i * width) + block.Columns[e]] += block.Values[e];
                }
            }
        }
        else
        {
            block.Values.CopyTo(dense);
        }

        for (var i = 0; i < block.Rows && _centre.Length > 0; i++)
        {
            var row = dense.Slice(i * width, width);
            SvmRows.Subtract(row, _centre, row);
        }
    }

    private void Products(ReadOnlySpan<float> dense, int rows, Span<float> products)
    {
        int count = _support.Count, width = InputWidth;
        if (count == 0)
        {
            return;
        }

        if (!_support.IsSparse)
        {
            Gemm.Multiply(false, false, rows, count, width, dense, width, _transposed, count, products, count);
            return;
        }

        // (support vectors x rows) by the sparse product, then turned.
        var columns = ArrayPool<float>.Shared.Rent(rows * width);
        var turned = ArrayPool<float>.Shared.Rent(rows * count);
        KernelBlock.Transpose(dense, rows, width, columns);
        SparseGemm.Multiply(_support.Csr(0, count), rows, columns.AsSpan(0, rows * width), rows, turned, rows);
        KernelBlock.Transpose(turned, count, rows, products);
        ArrayPool<float>.Shared.Return(turned);
        ArrayPool<float>.Shared.Return(columns);
    }
}
