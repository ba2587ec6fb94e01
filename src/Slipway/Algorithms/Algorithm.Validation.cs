using System.Collections;
using System.Globalization;
using System.Reflection;

namespace Slipway;

public abstract partial record Algorithm
{
    /// <summary>Every problem of the hyperparameters: bounds, NaN, undefined enum values, and what <see cref="Validate"/> finds.</summary>
    public IReadOnlyList<HyperparameterProblem> FindProblems()
    {
        var problems = FindBoundsProblems(this, static _ => true);
        problems.AddRange(Validate());
        return problems;
    }

    /// <summary>What <see cref="FindProblems()"/> finds in some properties, each taken alone.</summary>
    internal static List<HyperparameterProblem> FindBoundsProblems(Algorithm algorithm, Func<PropertyInfo, bool> which)
    {
        var problems = new List<HyperparameterProblem>();
        foreach (var property in algorithm.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length == 0 && which(property))
            {
                problems.AddRange(FindProblems(property, property.GetValue(algorithm)));
            }
        }

        return problems;
    }

    /// <summary>What would be wrong with a value of a property: bounds, NaN, undefined enum values.</summary>
    internal static List<HyperparameterProblem> FindProblems(PropertyInfo property, object? value)
    {
        var problems = new List<HyperparameterProblem>();
        var bounds = property.GetCustomAttribute<BoundsAttribute>();
        if (value is not string && value is IEnumerable elements)
        {
            var index = 0;
            foreach (var element in elements)
            {
                Check(problems, $"{property.Name}[{index++}]", element, bounds);
            }
        }
        else
        {
            Check(problems, property.Name, value, bounds);
        }

        return problems;
    }

    private static void Check(List<HyperparameterProblem> problems, string name, object? value, BoundsAttribute? bounds)
    {
        if (value is Enum choice)
        {
            if (!Enum.IsDefined(choice.GetType(), choice))
            {
                problems.Add(new HyperparameterProblem(name, choice.ToString(), string.Join(", ", Enum.GetNames(choice.GetType()))));
            }

            return;
        }

        if (value is not (double or float or int or long or uint or ulong or short or ushort or byte or sbyte or decimal))
        {
            return;
        }

        var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        var allowed = bounds is null ? "a finite number" : InWords(bounds);
        var inside = double.IsFinite(number) && (bounds is null ||
            ((bounds.MinimumExclusive ? number > bounds.Minimum : number >= bounds.Minimum) &&
             (bounds.MaximumExclusive ? number < bounds.Maximum : number <= bounds.Maximum)));
        if (!inside)
        {
            problems.Add(new HyperparameterProblem(name, Convert.ToString(value, CultureInfo.InvariantCulture)!, allowed));
        }
    }

    private static string InWords(BoundsAttribute bounds)
    {
        var low = $"{(bounds.MinimumExclusive ? "greater than" : "at least")} {bounds.Minimum.ToString(CultureInfo.InvariantCulture)}";
        return double.IsPositiveInfinity(bounds.Maximum)
            ? low
            : $"{low} and {(bounds.MaximumExclusive ? "less than" : "at most")} {bounds.Maximum.ToString(CultureInfo.InvariantCulture)}";
    }
}
