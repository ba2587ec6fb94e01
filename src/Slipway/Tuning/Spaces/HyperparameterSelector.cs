using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Tuning;

/// <summary>Reads which hyperparameter a lambda means, and what its values are called.</summary>
internal static class HyperparameterSelector
{
    /// <summary>The property that a lambda such as <c>a => a.LearningRate</c> reads.</summary>
    /// <exception cref="ArgumentException">It is anything else, or a property that cannot be set.</exception>
    public static PropertyInfo Property<TAlgorithm, TValue>(Expression<Func<TAlgorithm, TValue>> selector) where TAlgorithm : Algorithm
    {
        ArgumentNullException.ThrowIfNull(selector);
        if (selector.Body is not MemberExpression { Member: PropertyInfo property, Expression: ParameterExpression })
        {
            var found = selector.Body switch
            {
                UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert =>
                    $"a conversion from {convert.Operand.Type.Name} to {convert.Type.Name}, so the range is not of the property's type",
                MethodCallExpression call => $"a call of {call.Method.Name}",
                MemberExpression { Expression: MemberExpression } => "a member of a member",
                MemberExpression { Member: FieldInfo } => "a field",
                _ => $"an expression of kind {selector.Body.NodeType}",
            };
            throw new ArgumentException(
                $"'{selector}' is {found}; expected: a property of {typeof(TAlgorithm).Name} itself, e.g. a => a.LearningRate.", nameof(selector));
        }

        return property.SetMethod is { IsPublic: true, IsStatic: false }
            ? property
            : throw new ArgumentException(
                $"{typeof(TAlgorithm).Name}.{property.Name} cannot be set; expected: a property with an init accessor.", nameof(selector));
    }

    /// <summary>What a value is called: the text that it has in the algorithm's hyperparameters, so it is the same in every process.</summary>
    /// <exception cref="ArgumentException">The property is not one of the algorithm's hyperparameters.</exception>
    public static string Label(Algorithm algorithm, PropertyInfo property, object? value)
    {
        var copy = algorithm with { };
        property.SetValue(copy, value);
        var hyperparameters = copy.ToHyperparameters();
        var (name, node) = hyperparameters.FirstOrDefault(h => HyperparameterJson.SameName(h.Key, property.Name));
        if (name is null)
        {
            throw new ArgumentException(
                $"{property.Name} is not among the hyperparameters of {algorithm.GetType().Name}: {string.Join(", ", hyperparameters.Select(h => h.Key))}.");
        }

        return value is Enum ? value.ToString()! : node is null ? "null" : node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();
    }
}
