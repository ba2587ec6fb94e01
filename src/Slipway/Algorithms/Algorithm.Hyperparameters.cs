using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Slipway;

public abstract partial record Algorithm
{
    /// <summary>
    /// The hyperparameters as JSON in canonical form: names in snake case and ordinal order, every property present.
    /// Two algorithms with the same text train the same model from the same data and seed.
    /// </summary>
    public JsonObject ToHyperparameters()
    {
        var info = HyperparameterJson.TypeInfo(this);
        var written = JsonSerializer.SerializeToNode(this, info)!.AsObject();
        var canonical = new JsonObject();
        foreach (var (name, value) in written.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            canonical[name] = value?.DeepClone();
        }

        return canonical;
    }

    /// <summary>
    /// This algorithm with some hyperparameters replaced. What is not named keeps its value here (source-generated JSON alone would
    /// lose initialisers).
    /// </summary>
    /// <param name="hyperparameters">
    /// Names as in <see cref="ToHyperparameters"/> (underscores and case are ignored). A JSON string for a property that is not a text is
    /// parsed as JSON, which is how SageMaker writes numbers, arrays and objects.
    /// </param>
    /// <exception cref="HyperparameterException">Unknown names and unreadable values, all at once.</exception>
    public Algorithm WithHyperparameters(JsonObject hyperparameters)
    {
        ArgumentNullException.ThrowIfNull(hyperparameters);
        var info = HyperparameterJson.TypeInfo(this);
        var merged = JsonSerializer.SerializeToNode(this, info)!.AsObject();
        var problems = new List<HyperparameterProblem>();
        foreach (var (given, value) in hyperparameters)
        {
            var property = info.Properties.FirstOrDefault(p => HyperparameterJson.SameName(p.Name, given));
            if (property is null)
            {
                problems.Add(new HyperparameterProblem(
                    given, value?.ToJsonString() ?? "null",
                    $"no such hyperparameter; known are {string.Join(", ", info.Properties.Select(p => p.Name).Order(StringComparer.Ordinal))}"));
                continue;
            }

            try
            {
                var node = HyperparameterJson.ParseEmbedded(value, property.PropertyType);
                _ = node.Deserialize(info.Options.GetTypeInfo(property.PropertyType));
                merged[property.Name] = node?.DeepClone();
            }
            catch (JsonException)
            {
                problems.Add(new HyperparameterProblem(
                    property.Name, value?.ToJsonString() ?? "null", $"a JSON value that reads as {property.PropertyType.Name}"));
            }
        }

        if (problems.Count > 0)
        {
            throw new HyperparameterException(Describe().Id, problems);
        }

        return (Algorithm)merged.Deserialize(info)!;
    }

    /// <summary>True when the other algorithm is of the same type and has the same hyperparameters, arrays compared by content.</summary>
    /// <param name="other">The other algorithm.</param>
    public bool SameAs(Algorithm? other) =>
        other is not null && (ReferenceEquals(this, other) ||
            (other.GetType() == GetType() && JsonNode.DeepEquals(ToHyperparameters(), other.ToHyperparameters())));

    /// <summary>Type name and canonical JSON, e.g. <c>MlpClassifier {"epochs":30,...}</c>.</summary>
    public sealed override string ToString() => $"{GetType().Name} {ToHyperparameters().ToJsonString()}";

    /// <summary>A copy that shares nothing with this one, not even arrays.</summary>
    internal Algorithm DeepCopy() => WithHyperparameters([]);
}
