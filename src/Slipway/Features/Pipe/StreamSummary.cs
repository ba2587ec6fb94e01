using System.Text;
using Apache.Arrow;
using Slipway.Data;

namespace Slipway.Features;

/// <summary>A reader that sums up what passes through it: rows, targets, and a hash of everything.</summary>
/// <param name="reader">The rows; disposed with this.</param>
/// <param name="task">What the label is for.</param>
internal sealed class StreamSummary(ChannelReader reader, LearningTask task) : BatchReader
{
    private readonly ChannelFingerprint _fingerprint = new(reader.Roles);
    private readonly TargetMoments _moments = new();
    private readonly Dictionary<double, long> _numbers = [];
    private readonly LevelTable _texts = new();
    private readonly double[] _scratch = new double[StepScratch.TileRows];
    private readonly LabelCodec _values = new(new LabelEncoding(reader.Roles.Label ?? "", []));
    private readonly int _label = reader.Roles.Label is { } l ? BatchColumns.IndexOf(reader.Schema.FieldsList, l) : -1;
    private readonly int _weight = reader.Roles.Weight is { } w ? BatchColumns.IndexOf(reader.Schema.FieldsList, w) : -1;
    private long[] _textCounts = new long[16];
    private float[] _targets = [];
    private float[] _weights = [];
    private string _column = "";
    private bool _isBoolean;

    /// <inheritdoc/>
    public override Schema Schema => reader.Schema;

    /// <summary>Rows so far.</summary>
    public long Rows { get; private set; }

    /// <inheritdoc/>
    public override RecordBatch? Read()
    {
        var batch = reader.Read();
        if (batch is null)
        {
            return null;
        }

        try
        {
            _fingerprint.Append(batch);
            if (task.NeedsLabel() && _label >= 0)
            {
                Observe(batch);
            }
        }
        catch (InvalidFeatureException e)
        {
            batch.Dispose();
            throw BatchEncoder.Problem(e, Rows, _column, reader.Description);
        }
        catch
        {
            batch.Dispose();
            throw;
        }

        Rows += batch.Length;
        return batch;
    }

    /// <summary>Hash of columns, roles and rows.</summary>
    public string Fingerprint() => _fingerprint.Complete();

    /// <summary>The targets, as the fitted label counts them.</summary>
    public TargetSummary Targets(LabelEncoding? label)
    {
        List<string> classes = [.. label?.Classes ?? []];
        var counts = new long[classes.Count];
        for (var i = 0; i < counts.Length; i++)
        {
            var index = _texts.Find(Encoding.UTF8.GetBytes(classes[i]));
            counts[i] = index >= 0 ? _textCounts[index] : 0;
        }

        foreach (var (number, count) in _numbers)
        {
            var at = classes.IndexOf(LabelCodec.Name(number, _isBoolean));
            if (at >= 0)
            {
                counts[at] += count;
            }
        }

        return new TargetSummary(_moments.Mean, _moments.Scale, counts);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _fingerprint.Dispose();
            reader.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Observe(RecordBatch batch)
    {
        _column = reader.Roles.Label!;
        var kind = LabelCodec.Kind(reader.Schema.FieldsList[_label], task, reader.Description);
        var source = ColumnSource.Create(batch.Column(_label), kind);
        if (task == LearningTask.Classification)
        {
            Count(source, batch.Length);
            return;
        }

        if (_targets.Length < batch.Length)
        {
            _targets = new float[batch.Length];
            _weights = new float[batch.Length];
        }

        _values.Read(source, 0, _targets.AsSpan(0, batch.Length));
        if (_weight < 0)
        {
            _moments.Add(_targets.AsSpan(0, batch.Length), []);
            return;
        }

        _column = reader.Roles.Weight!;
        var weights = ColumnSource.Create(
            batch.Column(_weight), LabelCodec.Kind(reader.Schema.FieldsList[_weight], LearningTask.Classification, reader.Description));
        WeightColumn.Read(weights, 0, _weights.AsSpan(0, batch.Length), _scratch);
        _moments.Add(_targets.AsSpan(0, batch.Length), _weights.AsSpan(0, batch.Length));
    }

    // What is no class (a missing label) is an error of the pass that reads the labels, with its row.
    private void Count(ColumnSource source, int rows)
    {
        if (source is NumberSource numbers)
        {
            _isBoolean = numbers.IsBoolean;
            for (var start = 0; start < rows; start += _scratch.Length)
            {
                foreach (var value in numbers.Read(start, Math.Min(_scratch.Length, rows - start), _scratch))
                {
                    System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_numbers, value + 0.0, out _)++;
                }
            }

            return;
        }

        for (var i = 0; i < rows; i++)
        {
            if (((TextSource)source).TryRead(i, out var text))
            {
                var index = _texts.Add(text);
                if (index >= _textCounts.Length)
                {
                    System.Array.Resize(ref _textCounts, index * 2);
                }

                _textCounts[index]++;
            }
        }
    }
}
