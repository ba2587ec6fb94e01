using System.Collections.Immutable;
using Apache.Arrow;
using Apache.Arrow.Types;
using Slipway.Data;

namespace Slipway.Features;

/// <summary>A column that takes part in a fit.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Index">Its place in the batches.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Learner">Learns its step.</param>
/// <param name="IsExplicit">True when the user chose the steps.</param>
internal sealed record FitColumn(string Name, int Index, InputKind Kind, StepLearner Learner, bool IsExplicit)
{
    /// <summary>The feature columns of a channel with their learners; reports all misfits at once.</summary>
    public static List<FitColumn> Plan(FeaturePipeline pipeline, ChannelReader reader, List<string> warnings)
    {
        var fields = reader.Schema.FieldsList;
        var features = reader.Roles.Features.ToArray();
        var problems = new List<string>();
        var columns = new List<FitColumn>();
        foreach (var name in features)
        {
            var index = BatchColumns.IndexOf(fields, name);
            var field = fields[index];
            var steps = pipeline.Steps.TryGetValue(name, out var chosen) ? chosen : (ImmutableArray<FeatureStep>?)null;
            if (steps is [FeatureStep.DropStep])
            {
                continue;
            }

            if (field.DataType.TypeId == ArrowTypeId.Null && steps is null)
            {
                warnings.Add($"Column '{name}' has only missing values and was left out.");
                continue;
            }

            if (InputKinds.Of(field.DataType) is not { } kind)
            {
                problems.Add(
                    $"column '{name}' is of type {field.DataType.Name}, which no step reads; convert it, "
                    + (field.DataType.TypeId == ArrowTypeId.Binary ? "as WithDecodedImages does with encoded images, " : "")
                    + "or leave it out with FeatureStep.Drop()");
                continue;
            }

            foreach (var step in steps ?? [])
            {
                if (!step.Fits(kind))
                {
                    problems.Add(
                        $"column '{name}' holds {InputKinds.Describe(kind)} ({field.DataType.Name}), which '{step.Id}' does not read; "
                        + $"these do: {Fitting(kind)}");
                }
            }

            if (problems.Count == 0)
            {
                columns.Add(new FitColumn(name, index, kind, CreateLearner(pipeline, field, kind, steps), steps is not null));
            }
        }

        problems.AddRange(pipeline.Steps.Keys.Except(features).Select(name => name == reader.Roles.Label || name == reader.Roles.Weight
            ? $"column '{name}' is the channel's {(name == reader.Roles.Label ? "label" : "weight")} and takes no feature steps"
            : $"there is no column '{name}'; feature columns: {string.Join(", ", features)}"));
        return problems.Count == 0 ? columns : throw new ArgumentException(
            $"The feature steps do not fit {reader.Description}: {string.Join("; ", problems)}.");
    }

    private static string Fitting(InputKind kind) => string.Join(", ", new[]
    {
        FeatureStep.ImputeMean(), FeatureStep.Log1p(), FeatureStep.Standardize(), FeatureStep.MinMax(), FeatureStep.Buckets(0),
        FeatureStep.OneHot(), FeatureStep.Hash(), FeatureStep.HashText(), FeatureStep.ImageScale(), FeatureStep.MaxAbs(),
        FeatureStep.PassThrough(), FeatureStep.Drop(),
    }.Where(s => s.Fits(kind)).Select(s => s.Id));

    private static StepLearner CreateLearner(FeaturePipeline pipeline, Field field, InputKind kind, ImmutableArray<FeatureStep>? steps)
    {
        return kind switch
        {
            _ when steps is [FeatureStep.OneHotCategory oneHot] => new CategoryLearner(oneHot),
            _ when steps is [FeatureStep.HashCategory hash] => new HashLearner(new HashStep(hash.HashBits), 0),
            _ when steps is [FeatureStep.HashWords words] => new HashLearner(new HashTextStep(words.HashBits, words.Ngrams), words.Ngrams),
            InputKind.Number => new NumberLearner(steps ?? DefaultNumberSteps()),
            InputKind.Text => new CategoryLearner(pipeline),
            InputKind.Vector => Vector((FixedSizeListType)field.DataType, steps),
            _ => new SparseLearner(StatedWidth(field), steps is [FeatureStep.MaxAbsStep]),
        };

        IReadOnlyList<FeatureStep> DefaultNumberSteps() =>
            [FeatureStep.ImputeMean(pipeline.AddMissingIndicators), FeatureStep.Standardize()];
    }

    private static VectorLearner Vector(FixedSizeListType type, ImmutableArray<FeatureStep>? steps)
    {
        // Bytes are scaled, not standardised pixel by pixel. Measured on 10,000 Fashion-MNIST images (80/20, seeds 1 and 2): MLP 0.836 either
        // way, linear 0.815 scaled and 0.789 standardised: pixels that are nearly always black become large when they are not.
        var byDefault = type.ValueDataType.TypeId == ArrowTypeId.UInt8 ? FeatureStep.ImageScale() : FeatureStep.Standardize();
        return new VectorLearner(type.ListSize, steps is [var step, ..] ? step : byDefault);
    }

    private static int StatedWidth(Field field) =>
        field.Metadata is { } metadata && metadata.TryGetValue(SparseColumn.WidthKey, out var text)
            && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var width)
            ? Math.Clamp(width, 0, SparseLearner.MaximumWidth) : 0;
}
