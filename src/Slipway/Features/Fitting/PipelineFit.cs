using Apache.Arrow;
using Slipway.Data;
using Slipway.Memory;

namespace Slipway.Features;

/// <summary>One run of <see cref="FeaturePipeline.FitTransform"/>: a pass that learns, and one that transforms.</summary>
internal sealed class PipelineFit(FeaturePipeline pipeline, FitOptions options, CancellationToken cancellationToken)
{
    /// <summary>Rows of up to this many features are always dense: the products are fast and the memory is small.</summary>
    private const int DenseWidth = 256;

    /// <summary>Below this share of values other than zero, CSR (8 bytes a stored value) is smaller and faster than dense (4 bytes a
    /// value).</summary>
    private const double SparseDensity = 0.25;

    /// <summary>Wider dense rows than this come from hashing, and nearly all of their values are zeros.</summary>
    private const int MaximumForcedWidth = 65_536;

    private readonly List<string> _warnings = [];
    private readonly StepScratch _scratch = new();
    private readonly float[] _weights = new float[StepScratch.TileRows];
    private string _column = "";

    public FittedData Run(Func<ChannelReader> open)
    {
        var budget = options.MemoryBudget;
        using var allocator = new BlockAllocator();
        using var retained = new RetainedBatches(budget / 4, allocator);
        FittedFeaturePipeline fitted;
        long rows;
        ChannelSchema roles;
        string description;
        using (var reader = open())
        {
            (roles, description) = (reader.Roles, reader.Description);
            (fitted, rows) = Learn(reader, retained);
        }

        var matrixBudget = budget == long.MaxValue || !retained.IsComplete ? budget : budget - (budget / 4);
        using var builder = fitted.CreateBuilder(roles, matrixBudget, options.SpillDirectory, allocator);
        var encoder = new BatchEncoder(fitted);
        using (var second = retained.IsComplete ? null : open())
        {
            while ((second is null ? retained.Take() : second.Read()) is { } batch)
            {
                using (batch)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    encoder.Append(batch, roles.Weight, builder, description);
                }
            }
        }

        return builder.RowCount == rows
            ? new FittedData(fitted, builder.Build()) { Warnings = _warnings }
            : throw OtherRows(rows, "the second", builder.RowCount, description);
    }

    /// <summary>The first pass alone.</summary>
    /// <param name="reader">The pass; not disposed.</param>
    public (FittedFeaturePipeline Fitted, long Rows) Learn(ChannelReader reader)
    {
        using var none = new RetainedBatches(0);
        return Learn(reader, none);
    }

    /// <summary>What was done that the caller may not expect.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    public static DataFormatException OtherRows(long first, string pass, long rows, string source) => new(
        $"the first pass read {first} rows, {pass} {rows}", source, expected: "the same rows each time",
        remedy: "Nothing may change the source while a job reads it.");

    public static DataFormatException NoRows(string source) => new(
        "there are no rows", source, expected: "at least one row", remedy: "Check the path, filters and splits of the channel.");

    private (FittedFeaturePipeline Fitted, long Rows) Learn(ChannelReader reader, RetainedBatches retained)
    {
        var source = reader.Description;
        var columns = FitColumn.Plan(pipeline, reader, _warnings);
        var (label, labelKind, labelIndex) = Label(reader);
        var weightIndex = reader.Roles.Weight is { } weight ? BatchColumns.IndexOf(reader.Schema.FieldsList, weight) : -1;
        var rows = 0L;
        var positiveWeight = weightIndex < 0;
        while (reader.Read() is { } batch)
        {
            var isTaken = false;
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var column in columns)
                {
                    _column = column.Name;
                    column.Learner.Observe(ColumnSource.Create(batch.Column(column.Index), column.Kind), batch.Length, _scratch);
                }

                _column = reader.Roles.Label ?? "";
                label?.Observe(ColumnSource.Create(batch.Column(labelIndex), labelKind), batch.Length);
                positiveWeight |= weightIndex >= 0 && HasPositiveWeight(batch, weightIndex, reader.Roles.Weight!, source);
                rows += batch.Length;
                isTaken = true;
                retained.Add(batch);
            }
            catch (InvalidFeatureException e)
            {
                throw BatchEncoder.Problem(e, rows, _column, source);
            }
            finally
            {
                if (!isTaken)
                {
                    batch.Dispose();
                }
            }
        }

        if (rows == 0)
        {
            throw NoRows(source);
        }

        if (!positiveWeight)
        {
            throw new DataFormatException("every weight is 0", source, column: reader.Roles.Weight,
                expected: "at least one positive weight");
        }

        return (Complete(columns, label?.Complete(source), source), rows);
    }

    private (LabelLearner? Learner, InputKind Kind, int Index) Label(ChannelReader reader)
    {
        if (!options.Task.NeedsLabel())
        {
            return (null, default, -1);
        }

        if (reader.Roles.Label is not { } name)
        {
            throw new DataFormatException(
                $"the channel has no label, which {options.Task.ToString().ToLowerInvariant()} needs", reader.Description,
                remedy: $"Name it by WithLabel; columns: {string.Join(", ", reader.Roles.Columns.FieldsList.Select(f => f.Name))}.");
        }

        var index = BatchColumns.IndexOf(reader.Schema.FieldsList, name);
        var kind = LabelCodec.Kind(reader.Schema.FieldsList[index], options.Task, reader.Description);
        return (new LabelLearner(name, options.Task == LearningTask.Classification), kind, index);
    }

    private bool HasPositiveWeight(RecordBatch batch, int index, string name, string source)
    {
        _column = name;
        var column = ColumnSource.Create(batch.Column(index), LabelCodec.Kind(batch.Schema.FieldsList[index],
            LearningTask.Classification, source));
        var isPositive = false;
        for (var start = 0; start < batch.Length; start += _weights.Length)
        {
            var weights = _weights.AsSpan(0, Math.Min(_weights.Length, batch.Length - start));
            WeightColumn.Read(column, start, weights, _scratch.Doubles);
            isPositive |= weights.ContainsAnyExcept(0);
        }

        return isPositive;
    }

    private FittedFeaturePipeline Complete(List<FitColumn> columns, LabelEncoding? label, string source)
    {
        var inputs = new List<InputColumn>();
        var steps = new List<FittedStep>();
        var nonzeros = 0.0;
        var width = 0L;
        var widest = (Name: "", Width: 0);
        foreach (var column in columns)
        {
            if (column.Learner.Present == 0)
            {
                _warnings.Add(!column.IsExplicit ? $"Column '{column.Name}' has only missing values and was left out."
                    : throw new DataFormatException(
                    "every value is missing, so its steps have nothing to learn from", source, column: column.Name,
                    remedy: "Leave the column out with FeatureStep.Drop()."));
                continue;
            }

            try
            {
                var learned = column.Learner.Complete();
                inputs.Add(new InputColumn(column.Name, column.Kind, learned.InputWidth));
                steps.Add(learned.Step);
                nonzeros += learned.Nonzeros;
                width += learned.Step.Width;
                widest = learned.Step.Width > widest.Width ? (column.Name, learned.Step.Width) : widest;
            }
            catch (InvalidFeatureException e)
            {
                throw BatchEncoder.Problem(e, 0, column.Name, source);
            }
        }

        if (width == 0)
        {
            throw new DataFormatException(
                "no feature column is left", source, expected: "at least one column besides label and weight",
                remedy: string.Join(" ", _warnings) is { Length: > 0 } reasons ? reasons : null);
        }

        var isSparse = !options.RequireDense && width > DenseWidth && nonzeros < SparseDensity * width;
        CheckWidth(width, isSparse, widest.Name, widest.Width, source);
        return new FittedFeaturePipeline(inputs, [.. steps], isSparse, label);
    }

    private void CheckWidth(long width, bool isSparse, string widest, int widestWidth, string source)
    {
        var most = isSparse ? SparseLearner.MaximumWidth
            : options.RequireDense ? MaximumForcedWidth : FeatureMatrixBuilder.MaximumDenseWidth;
        if (width > most)
        {
            var layout = isSparse ? "sparse" : "dense";
            throw new DataFormatException(
                $"rows have {width} features ({widestWidth} of them from this column), too many for {layout} rows", source,
                column: widest, expected: $"at most {most}",
                remedy: "Use an algorithm that reads sparse rows, or make the column narrower, "
                    + $"e.g. With(\"{widest}\", FeatureStep.HashText(bits: 12)).");
        }
    }
}
