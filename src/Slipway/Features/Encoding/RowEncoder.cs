using System.Text;

namespace Slipway.Features;

/// <summary>
/// Encodes raw rows one value at a time into a reused buffer: <see cref="NewRow"/>, the setters, then <see cref="Rows"/>. A value that is
/// not set counts as missing. Not thread-safe; allocates nothing once its buffers have grown. Gives the same bits as
/// <see cref="FittedFeaturePipeline.Transform"/>.
/// </summary>
public sealed class RowEncoder
{
    private readonly StepScratch _scratch = new();
    private readonly SparseRow _pairs = new();
    private readonly SparseRow _finished = new();
    private readonly SparseRow _missing = new();
    private readonly (int Start, int Count)[] _segments;
    private readonly (int Start, int Count)[] _missingSegments;
    private readonly float[] _template;
    private readonly int _width;
    private BatchEncoder? _batches;
    private float[] _values = [];
    private int[] _rowOffsets = new int[2];
    private byte[] _text = new byte[256];
    private int _rows;
    private bool _isOpen;

    internal RowEncoder(FittedFeaturePipeline pipeline)
    {
        Pipeline = pipeline;
        _width = pipeline.FeatureCount;
        _segments = new (int, int)[pipeline.Steps.Length];
        _missingSegments = new (int, int)[pipeline.Steps.Length];
        _template = pipeline.IsSparse ? [] : new float[_width];
        for (var i = 0; i < _segments.Length; i++)
        {
            if (pipeline.IsSparse)
            {
                var start = _missing.Count;
                pipeline.Steps[i].Missing(new FeatureSink(_missing, pipeline.Offsets[i]));
                _missingSegments[i] = (start, _missing.Count - start);
            }
            else
            {
                pipeline.Steps[i].Missing(new FeatureSink(_template.AsSpan(pipeline.Offsets[i], pipeline.Steps[i].Width)));
            }
        }
    }

    /// <summary>The rows encoded since <see cref="Clear"/>; valid until the next call.</summary>
    public FeatureBlock Rows
    {
        get
        {
            if (!Pipeline.IsSparse)
            {
                return FeatureBlock.Dense(_values, _rows, _width);
            }

            EndRow();
            return FeatureBlock.Sparse(_rowOffsets.AsSpan(0, _rows + 1), _finished.Columns, _finished.Values, _width);
        }
    }

    internal FittedFeaturePipeline Pipeline { get; }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        _rows = 0;
        _isOpen = false;
        _finished.Clear();
    }

    /// <summary>Starts a row.</summary>
    public void NewRow()
    {
        EndRow();
        Reserve(1);
        if (Pipeline.IsSparse)
        {
            _pairs.Clear();
            Array.Fill(_segments, (-1, 0));
        }
        else
        {
            _template.CopyTo(_values.AsSpan(_rows * _width));
        }

        _rows++;
        _isOpen = true;
    }

    /// <summary>Sets a number.</summary>
    /// <param name="input">Index into <see cref="FittedFeaturePipeline.Inputs"/>.</param>
    /// <param name="value">The value; NaN is missing.</param>
    /// <exception cref="ArgumentException">The input is not a number, or the value is infinite or has no finite feature.</exception>
    /// <exception cref="InvalidOperationException">Before <see cref="NewRow"/>.</exception>
    public void SetNumber(int input, double value)
    {
        Check(input, InputKind.Number);
        var sink = Begin(input);
        try
        {
            if (double.IsNaN(value))
            {
                Pipeline.Steps[input].Missing(sink);
            }
            else
            {
                Pipeline.Steps[input].Number(FittedStep.Finite(value), sink, _scratch);
            }
        }
        catch (InvalidFeatureException e)
        {
            throw Problem(input, e);
        }

        End(input);
    }

    /// <summary>Sets a text.</summary>
    /// <param name="input">Index into <see cref="FittedFeaturePipeline.Inputs"/>.</param>
    /// <param name="value">The value; leave it unset when missing.</param>
    /// <exception cref="ArgumentException">The input is not a text.</exception>
    /// <exception cref="InvalidOperationException">Before <see cref="NewRow"/>.</exception>
    public void SetText(int input, ReadOnlySpan<char> value)
    {
        Check(input, InputKind.Text);
        var needed = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_text.Length < needed)
        {
            _text = new byte[needed];
        }

        var text = _text.AsSpan(0, Encoding.UTF8.GetBytes(value, _text));
        Pipeline.Steps[input].Text(text, Begin(input), _scratch);
        End(input);
    }

    /// <summary>Sets a vector.</summary>
    /// <param name="input">Index into <see cref="FittedFeaturePipeline.Inputs"/>.</param>
    /// <param name="values">As many values as the input's width; NaN is missing.</param>
    /// <exception cref="ArgumentException">Another number of values, a value without a finite feature, or the input is not a
    /// vector.</exception>
    /// <exception cref="InvalidOperationException">Before <see cref="NewRow"/>.</exception>
    public void SetVector(int input, ReadOnlySpan<float> values)
    {
        Check(input, InputKind.Vector);
        var width = Pipeline.Inputs[input].Width;
        if (values.Length != width)
        {
            throw new ArgumentException($"Input '{Pipeline.Inputs[input].Name}' has {width} values, not {values.Length}.", nameof(values));
        }

        try
        {
            Pipeline.Steps[input].Vector(values, Begin(input), _scratch);
        }
        catch (InvalidFeatureException e)
        {
            throw Problem(input, e);
        }

        End(input);
    }

    /// <summary>Sets a sparse vector; indices beyond the input's width are ignored (they were not in the training data).</summary>
    /// <param name="input">Index into <see cref="FittedFeaturePipeline.Inputs"/>.</param>
    /// <param name="indices">Strictly ascending, not negative.</param>
    /// <param name="values">Parallel to <paramref name="indices"/>.</param>
    /// <exception cref="ArgumentException">Indices are out of order, lengths differ, a value is not finite, or the input is not a sparse
    /// vector.</exception>
    /// <exception cref="InvalidOperationException">Before <see cref="NewRow"/>.</exception>
    public void SetSparse(int input, ReadOnlySpan<int> indices, ReadOnlySpan<float> values)
    {
        Check(input, InputKind.SparseVector);
        try
        {
            SparseSource.Check(indices, values, 0);
            Pipeline.Steps[input].Sparse(indices, values, Begin(input));
        }
        catch (InvalidFeatureException e)
        {
            throw Problem(input, e);
        }

        End(input);
    }

    /// <summary>Appends the rows of a batch.</summary>
    internal void Append(BatchColumns columns, int rows)
    {
        EndRow();
        Reserve(rows);
        _batches ??= new BatchEncoder(Pipeline);
        try
        {
            if (!Pipeline.IsSparse)
            {
                _batches.EncodeDense(columns, 0, rows, _values.AsSpan(_rows * _width, rows * _width));
                _rows += rows;
                return;
            }

            for (var r = 0; r < rows; r++)
            {
                _batches.AppendRow(columns, r, _finished);
                _rowOffsets[++_rows] = _finished.Count;
            }
        }
        catch (InvalidFeatureException e)
        {
            throw _batches.Problem(e, "record batch");
        }
    }

    private ArgumentException Problem(int input, InvalidFeatureException e)
    {
        if (Pipeline.IsSparse)
        {
            _segments[input] = (-1, 0);
        }

        return new ArgumentException($"Input '{Pipeline.Inputs[input].Name}': {e.Message} ({e.Value}).", e);
    }

    private void Check(int input, InputKind kind)
    {
        if (!_isOpen)
        {
            throw new InvalidOperationException("There is no row to set a value of: call NewRow first.");
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)input, (uint)_segments.Length, nameof(input));
        if (Pipeline.Inputs[input].Kind != kind)
        {
            throw new ArgumentException(
                $"Input '{Pipeline.Inputs[input].Name}' takes {InputKinds.Describe(Pipeline.Inputs[input].Kind)}, "
                + $"not {InputKinds.Describe(kind)}.",
                nameof(input));
        }
    }

    private FeatureSink Begin(int input)
    {
        if (Pipeline.IsSparse)
        {
            _segments[input] = (_pairs.Count, 0);
            return new FeatureSink(_pairs, Pipeline.Offsets[input]);
        }

        var region = _values.AsSpan(((_rows - 1) * _width) + Pipeline.Offsets[input], Pipeline.Steps[input].Width);
        region.Clear();
        return new FeatureSink(region);
    }

    private void End(int input)
    {
        if (Pipeline.IsSparse)
        {
            _segments[input].Count = _pairs.Count - _segments[input].Start;
        }
    }

    /// <summary>Sparse values may be set in any order; the finished row has them in the order of the inputs.</summary>
    private void EndRow()
    {
        if (!_isOpen || !Pipeline.IsSparse)
        {
            _isOpen = false;
            return;
        }

        for (var i = 0; i < _segments.Length; i++)
        {
            var (from, (start, count)) = _segments[i].Start >= 0 ? (_pairs, _segments[i]) : (_missing, _missingSegments[i]);
            _finished.Add(from.Columns.Slice(start, count), from.Values.Slice(start, count));
        }

        _rowOffsets[_rows] = _finished.Count;
        _isOpen = false;
    }

    private void Reserve(int rows)
    {
        var needed = _rows + rows;
        if (Pipeline.IsSparse && needed >= _rowOffsets.Length)
        {
            Array.Resize(ref _rowOffsets, Math.Max(needed + 1, _rowOffsets.Length * 2));
        }
        else if (!Pipeline.IsSparse && checked(needed * _width) > _values.Length)
        {
            Array.Resize(ref _values, (int)Math.Min(Array.MaxLength, Math.Max((long)needed * _width, _values.Length * 2L)));
        }
    }
}
