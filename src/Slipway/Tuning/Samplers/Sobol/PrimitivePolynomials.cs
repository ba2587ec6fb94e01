namespace Slipway.Tuning;

/// <summary>Primitive polynomials over the field of two elements, by degree, then by value: found, not looked up.</summary>
internal static class PrimitivePolynomials
{
    /// <summary>All of them, from degree 1 on; bit k of a polynomial is the coefficient of <c>x^k</c>.</summary>
    public static IEnumerable<(int Degree, uint Coefficients)> All()
    {
        for (var degree = 1; degree < 32; degree++)
        {
            // The constant term of a primitive polynomial is 1, so every second one is left out.
            for (var lower = 1u; lower < 1u << degree; lower += 2)
            {
                var polynomial = (1u << degree) | lower;
                if (IsPrimitive(degree, polynomial))
                    yield return (degree, polynomial);
            }
        }
    }

    // Primitive: the powers of x modulo the polynomial run through every other polynomial of a lower degree before they come back to 1.
    private static bool IsPrimitive(int degree, uint polynomial)
    {
        var power = 1u;
        var period = 0u;
        do
        {
            power <<= 1;
            if ((power >> degree) != 0)
                power ^= polynomial;

            period++;
        }
        while (power > 1);

        return power == 1 && period == (1u << degree) - 1;
    }
}
