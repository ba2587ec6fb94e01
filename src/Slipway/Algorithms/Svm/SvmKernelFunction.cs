using System.Text.Json.Nodes;
using Slipway.Kernels;
using Slipway.Models;

namespace Slipway;

/// <summary>A kernel with its numbers, as kernel rows are computed with it.</summary>
internal readonly record struct SvmKernelFunction(SvmKernel Kind, float Gamma, float Coef0, int Degree)
{
    private const string Name = "kernel";

    /// <summary>Kernel values of one row with others, from their products; may work in place.</summary>
    public void Apply(float rowNorm, ReadOnlySpan<float> norms, ReadOnlySpan<float> products, Span<float> values)
    {
        switch (Kind)
        {
            case SvmKernel.Rbf:
                RbfKernel.FromProducts(Gamma, rowNorm, norms, products, values);
                break;
            case SvmKernel.Polynomial:
                PolynomialKernel.FromProducts(Gamma, Coef0, Degree, products, values);
                break;
            case SvmKernel.Sigmoid:
                SigmoidKernel.FromProducts(Gamma, Coef0, products, values);
                break;
            default:
                if (products != values)
                {
                    products.CopyTo(values);
                }

                break;
        }
    }

    public void Write(ModelWriter writer) => writer.WriteValue(Name, new JsonObject
    {
        ["kind"] = Kind.ToString(),
        ["gamma"] = (double)Gamma,
        ["coef0"] = (double)Coef0,
        ["degree"] = Degree,
    });

    public static SvmKernelFunction Read(ModelReader reader)
    {
        var state = reader.ReadValue(Name) as JsonObject;
        if (state?["kind"] is not JsonValue kindValue || !kindValue.TryGetValue<string>(out var kindName)
            || !Enum.TryParse<SvmKernel>(kindName, out var kind) || !Enum.IsDefined(kind))
        {
            throw new FormatException($"{Name}.kind is not one of {string.Join(", ", Enum.GetNames<SvmKernel>())}.");
        }

        var degree = state["degree"] is JsonValue degreeValue && degreeValue.TryGetValue<int>(out var d) && d is >= 1 and <= SvmAlgorithm.MaximumDegree
            ? d
            : throw new FormatException($"{Name}.degree is not a whole number from 1 to {SvmAlgorithm.MaximumDegree}.");
        return new SvmKernelFunction(kind, Number(state, "gamma"), Number(state, "coef0"), degree);
    }

    private static float Number(JsonObject state, string name) =>
        state[name] is JsonValue value && value.TryGetValue<double>(out var number) && float.IsFinite((float)number)
            ? (float)number
            : throw new FormatException($"{Name}.{name} is not a finite number.");
}
