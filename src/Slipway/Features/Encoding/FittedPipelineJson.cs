using System.Text.Json.Nodes;

namespace Slipway.Features;

/// <summary>Writes a fitted pipeline as JSON, and reads it with every value checked.</summary>
internal static class FittedPipelineJson
{
    private const int Version = 1;

    public static JsonObject Write(FittedFeaturePipeline pipeline) => new()
    {
        ["version"] = Version,
        ["sparse"] = pipeline.IsSparse,
        ["label"] = pipeline.Label is not { } label ? null : new JsonObject
        {
            ["column"] = label.Column,
            ["classes"] = StrictJson.Array(label.Classes),
        },
        ["inputs"] = new JsonArray([.. pipeline.Inputs.Select((input, i) => (JsonNode)new JsonObject
        {
            ["name"] = input.Name,
            ["kind"] = Kind(input.Kind),
            ["width"] = input.Width,
            ["transform"] = pipeline.Steps[i].ToJson(),
        })]),
    };

    public static FittedFeaturePipeline Read(JsonObject json)
    {
        var root = new StrictJson(json, "features");
        root.Int32("version", Version, Version);
        var isSparse = root.Boolean("sparse");
        var inputs = new List<InputColumn>();
        var steps = new List<FittedStep>();
        var width = 0L;
        foreach (var item in root.Objects("inputs"))
        {
            var input = new InputColumn(item.String("name"), Kind(item), item.Int32("width", 1, SparseLearner.MaximumWidth));
            item.Require(inputs.All(i => i.Name != input.Name), "name", "different from the other columns");
            var step = Step(item.Object("transform"), input);
            width += step.Width;
            item.Require(
                width <= (isSparse ? SparseLearner.MaximumWidth : FeatureMatrixBuilder.MaximumDenseWidth), "width",
                $"at most {(isSparse ? SparseLearner.MaximumWidth : FeatureMatrixBuilder.MaximumDenseWidth)} features in all");
            inputs.Add(input);
            steps.Add(step);
        }

        root.Require(width > 0, "inputs", "at least one feature");
        return new FittedFeaturePipeline(inputs, [.. steps], isSparse, Label(root));
    }

    private static LabelEncoding? Label(StrictJson root)
    {
        if (root.IsNull("label"))
        {
            return null;
        }

        var label = root.Object("label");
        var classes = label.Strings("classes");
        label.Require(classes.Length != 1 && classes.Distinct().Count() == classes.Length, "classes",
            "none, or two and more different ones");
        return new LabelEncoding(label.String("column"), classes);
    }

    private static FittedStep Step(StrictJson json, InputColumn input)
    {
        var id = json.String("step");
        json.Require(Fits(id, input.Kind), "step", $"a step that reads {InputKinds.Describe(input.Kind)}");
        json.Require(input.Width == 1 || input.Kind is InputKind.Vector or InputKind.SparseVector, "step", "an input of width 1");
        return id switch
        {
            NumberStep.Id => NumberStep.FromJson(json),
            BucketStep.Id => BucketStep.FromJson(json),
            OneHotStep.Id => OneHotStep.FromJson(json),
            HashStep.Id => HashStep.FromJson(json),
            HashTextStep.Id => HashTextStep.FromJson(json),
            VectorStep.Id => VectorStep.FromJson(json, input.Width),
            _ => SparseStep.FromJson(json, input.Width),
        };
    }

    private static bool Fits(string id, InputKind kind) => kind switch
    {
        InputKind.Number => id is NumberStep.Id or BucketStep.Id or OneHotStep.Id or HashStep.Id,
        InputKind.Text => id is OneHotStep.Id or HashStep.Id or HashTextStep.Id,
        InputKind.Vector => id == VectorStep.Id,
        _ => id == SparseStep.Id,
    };

    private static string Kind(InputKind kind) => kind switch
    {
        InputKind.Number => "number",
        InputKind.Text => "text",
        InputKind.Vector => "vector",
        _ => "sparse-vector",
    };

    private static InputKind Kind(StrictJson json) => json.String("kind") switch
    {
        "number" => InputKind.Number,
        "text" => InputKind.Text,
        "vector" => InputKind.Vector,
        "sparse-vector" => InputKind.SparseVector,
        _ => throw json.Error("kind", "number, text, vector or sparse-vector"),
    };
}
