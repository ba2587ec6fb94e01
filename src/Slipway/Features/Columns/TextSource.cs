using System.Text;
using System.Text.Unicode;
using Apache.Arrow;

namespace Slipway.Features;

/// <summary>A column of text as UTF-8; bytes that are not UTF-8 read as U+FFFD, as they do in a <see cref="string"/>.</summary>
internal sealed class TextSource : ColumnSource
{
    private readonly IArrowArray _texts;
    private readonly NumberSource? _indices;
    private readonly bool _isValid;

    public TextSource(IArrowArray column)
    {
        _texts = column;
        if (column is DictionaryArray dictionary)
        {
            _texts = dictionary.Dictionary;
            _indices = new NumberSource(dictionary.Indices);
        }

        _isValid = _texts is StringArray strings && Utf8.IsValid(strings.Values);
    }

    /// <summary>False when the text is missing.</summary>
    public bool TryRead(int row, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (_indices is not null)
        {
            Span<double> index = stackalloc double[1];
            var at = _indices.Read(row, 1, index)[0];
            if (double.IsNaN(at))
            {
                return false;
            }

            row = (int)at;
        }

        bool isNull;
        switch (_texts)
        {
            case StringArray a: text = a.GetBytes(row, out isNull); break;
            case LargeStringArray a: text = a.GetBytes(row, out isNull); break;
            case StringViewArray a: text = a.GetBytes(row, out isNull); break;
            case NullArray: return false;
            default: throw new InvalidOperationException($"A column of {_texts.Data.DataType.Name} was taken for text.");
        }

        if (!_isValid && !isNull && !Utf8.IsValid(text))
        {
            text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
        }

        return !isNull;
    }
}
