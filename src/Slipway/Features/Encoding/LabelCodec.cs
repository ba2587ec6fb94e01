using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Slipway.Features;

/// <summary>Turns label values into targets.</summary>
internal sealed class LabelCodec
{
    private readonly LabelEncoding _encoding;
    private readonly LevelTable _classes = new();
    private readonly Dictionary<double, int> _numbers = [];
    private readonly double[] _scratch = new double[StepScratch.TileRows];

    public LabelCodec(LabelEncoding encoding)
    {
        _encoding = encoding;
        for (var i = 0; i < encoding.Classes.Count; i++)
        {
            _classes.Add(Encoding.UTF8.GetBytes(encoding.Classes[i]));
            if (double.TryParse(encoding.Classes[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && NumberText.Of(number) == encoding.Classes[i])
            {
                _numbers[number] = i;
            }
        }
    }

    /// <summary>The label's kind; other types than numbers and text are an error.</summary>
    public static InputKind Kind(Field field, LearningTask task, string source) => InputKinds.Of(field.DataType) switch
    {
        InputKind.Number => InputKind.Number,
        InputKind.Text when task == LearningTask.Classification => InputKind.Text,
        InputKind.Text => throw new DataFormatException(
            "the label of a regression must be a number, but the column holds text", source, column: field.Name,
            remedy: "Choose another label, state the column's type as a number, or use a classifier."),
        _ when field.DataType.TypeId == ArrowTypeId.Null => throw new DataFormatException(
            "every label is missing", source, column: field.Name, remedy: "Choose another label column."),
        _ => throw new DataFormatException(
            $"a label must be a number or text, but the column is of type {field.DataType.Name}", source, column: field.Name),
    };

    /// <summary>Targets of consecutive rows of a batch.</summary>
    public void Read(ColumnSource source, int start, Span<float> targets)
    {
        if (source is TextSource texts)
        {
            ReadTexts(texts, start, targets);
            return;
        }

        var numbers = (NumberSource)source;
        for (var done = 0; done < targets.Length; done += _scratch.Length)
        {
            var values = numbers.Read(start + done, Math.Min(_scratch.Length, targets.Length - done), _scratch);
            for (var i = 0; i < values.Length; i++)
            {
                targets[done + i] = _encoding.Classes.Count == 0 ? Value(values[i], start + done + i)
                    : Class(values[i], numbers.IsBoolean, start + done + i);
            }
        }
    }

    public static string Name(double value, bool isBoolean) => !isBoolean ? NumberText.Of(value) : value == 0 ? "false" : "true";

    private static float Value(double value, int row) => float.IsFinite((float)value) ? (float)value
        : double.IsNaN(value) ? throw new InvalidFeatureException(row, "the label is missing", null)
        : throw new InvalidFeatureException(row, "the label is not a finite float32 number", NumberText.Of(value));

    private int Class(double value, bool isBoolean, int row)
    {
        if (double.IsNaN(value))
        {
            throw new InvalidFeatureException(row, "the label is missing", null);
        }

        if (!isBoolean && _numbers.TryGetValue(value, out var known))
        {
            return known;
        }

        var name = Name(value, isBoolean);
        var index = _classes.Find(Encoding.UTF8.GetBytes(name));
        return index >= 0 ? index : throw Unknown(name, row);
    }

    private void ReadTexts(TextSource texts, int start, Span<float> targets)
    {
        if (_encoding.Classes.Count == 0)
        {
            throw new InvalidFeatureException(start, "the label of a regression must be a number, but the column holds text", null);
        }

        for (var i = 0; i < targets.Length; i++)
        {
            if (!texts.TryRead(start + i, out var text))
            {
                throw new InvalidFeatureException(start + i, "the label is missing", null);
            }

            var index = _classes.Find(text);
            targets[i] = index >= 0 ? index : throw Unknown(Encoding.UTF8.GetString(text), start + i);
        }
    }

    private InvalidFeatureException Unknown(string name, int row)
    {
        var known = string.Join(", ", _encoding.Classes.Take(10)) + (_encoding.Classes.Count > 10 ? ", ..." : "");
        return new InvalidFeatureException(row, $"the label is not a class of the training data ({known})", name);
    }
}
