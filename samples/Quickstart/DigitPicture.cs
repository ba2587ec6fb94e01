using Slipway;
using Spectre.Console;

namespace Quickstart;

/// <summary>Draws a digit with block characters.</summary>
internal static class DigitPicture
{
    private const string Shades = " .:-=+*#%@";

    public static void Show(Digit digit, Classification prediction)
    {
        var lines = Enumerable.Range(0, Digit.Size).Select(row => string.Concat(digit.Pixels
            .Skip(row * Digit.Size).Take(Digit.Size)
            .Select(ink => new string(Shades[(int)(ink / 16 * (Shades.Length - 1))], 2))));
        AnsiConsole.Write(new Panel(new Text(string.Join('\n', lines)))
            .Header($"predicted {prediction.Label} ({prediction.Probability:P1}), labelled {digit.Label}"));
    }
}
