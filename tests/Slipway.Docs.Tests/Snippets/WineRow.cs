using System.Globalization;

namespace Slipway.Docs.Tests.Snippets;

#region records-type
public record WineRow(double Alcohol, float Flavanoids, int Proline, Grape Kind)
{
    public static WineRow Parse(string line)
    {
        var cells = line.Split(',');
        return new WineRow(
            double.Parse(cells[0], CultureInfo.InvariantCulture),
            float.Parse(cells[6], CultureInfo.InvariantCulture),
            int.Parse(cells[12], CultureInfo.InvariantCulture),
            (Grape)int.Parse(cells[13]["class_".Length..], CultureInfo.InvariantCulture));
    }
}
#endregion
