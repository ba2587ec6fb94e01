namespace Slipway.Data;

/// <summary>How strongly a column goes together with the label.</summary>
/// <param name="Measure">
/// <c>pearson</c> (numbers with a number, -1 to 1), <c>correlation ratio</c> (a number with a category, 0 to 1; Fisher's eta) or <c>cramers v</c>
/// (two categories, 0 to 1, with the bias correction of Bergsma, 2013). Categories beyond the first 1,000 count as one.
/// </param>
/// <param name="Value">Its value.</param>
public readonly record struct LabelAssociation(string Measure, double Value);
